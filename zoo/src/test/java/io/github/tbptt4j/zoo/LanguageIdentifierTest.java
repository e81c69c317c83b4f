package io.github.tbptt4j.zoo;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageIdentifierTest {
  private static final LanguageIdentifier MODEL = LanguageIdentifier.pretrained();

  private static String best(String text) {
    return MODEL.identify(text).get(0).label();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bg | Къде е най-близката железопътна гара?
          cs | Kde je prosím nejbližší vlakové nádraží?
          da | Hvor ligger den nærmeste banegård henne?
          de | Wo ist bitte der nächste Bahnhof?
          el | Πού είναι ο πλησιέστερος σταθμός;
          en | Where is the nearest railway station?
          es | ¿Dónde está la estación de tren más cercana?
          et | Kus asub lähim raudteejaam, palun?
          fi | Missä on lähin rautatieasema?
          fr | Où est la gare la plus proche, s'il vous plaît ?
          hu | Hol van a legközelebbi vasútállomás?
          it | Dov'è la stazione ferroviaria più vicina?
          lt | Kur yra artimiausia geležinkelio stotis?
          lv | Kur ir tuvākā dzelzceļa stacija?
          nl | Waar is het dichtstbijzijnde treinstation?
          pl | Gdzie jest najbliższy dworzec kolejowy?
          pt | Onde fica a estação de comboios mais próxima?
          ro | Unde este cea mai apropiată gară?
          sl | Kje je najbližja železniška postaja?
          sv | Var ligger den närmaste järnvägsstationen?
          """)
  void sentencesAreInTheirLanguageInAnyCase(String language, String text) {
    assertEquals(language, best(text));
    assertEquals(language, best(text.toUpperCase(Locale.ROOT)));
    assertEquals(language, best(text.toLowerCase(Locale.ROOT)));
  }

  @Test
  void everyLanguageIsRankedByItsProbability() {
    List<Prediction> ranked = MODEL.identify("Das ist ein Test");
    assertEquals(51, MODEL.languages().size());
    assertEquals(52, ranked.size()); // and "unknown"
    assertEquals(1.0, ranked.stream().mapToDouble(Prediction::probability).sum(), 1e-5);
    for (int i = 1; i < ranked.size(); i++) {
      assertTrue(ranked.get(i - 1).probability() >= ranked.get(i).probability());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\n\t", "12345", "?!…", "\uD83D\uDE00", "\uD83D", "\uDE00\uD83D"})
  void aTextWithoutALetterIsUnknown(String text) {
    assertEquals(new Prediction(LanguageIdentifier.UNKNOWN, 1), MODEL.identify(text).get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Armenian  | Բոլոր մարդիկ ծնվում են ազատ ու հավասար իրենց արժանապատվությամբ ու իրավունքներով
          Swahili   | Watu wote wamezaliwa huru, hadhi na haki zao ni sawa. Wote wamejaliwa akili na dhamiri
          Maltese   | Il-bnedmin kollha jitwieldu ħielsa u ugwali fid-dinjità u d-drittijiet
          Cherokee  | ᏂᎦᏓ ᎠᏂᏴᏫ ᏂᎨᎫᏓᎸᎾ ᎠᎴ ᎤᏂᏠᏱ ᎤᎾᏕᎿ
          """)
  void otherLanguagesAreRefused(String language, String text) {
    assertEquals(LanguageIdentifier.UNKNOWN, best(text), language);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ar | أين أقرب محطة قطار؟
          hi | निकटतम रेलवे स्टेशन कहाँ है?
          ja | 最寄りの駅はどこですか
          ko | 가장 가까운 기차역이 어디에 있습니까?
          ru | Где находится ближайший железнодорожный вокзал?
          tr | En yakın tren istasyonu nerede acaba?
          uk | Де знаходиться найближчий залізничний вокзал?
          zh | 最近的火车站在哪里
          """)
  void languagesBeyondEuropesParliamentAreKnown(String language, String text) {
    assertEquals(language, best(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ß", "ж", "漢字", "e\u0301", "a\uD83Db", "\u0000a", "\uFFFDx", "ﬁ"})
  void anyTextWithALetterHasProbabilities(String text) {
    List<Prediction> ranked = MODEL.identify(text);
    assertEquals(1.0, ranked.stream().mapToDouble(Prediction::probability).sum(), 1e-5);
    assertTrue(ranked.get(0).probability() > 1.0 / 52);
  }

  @Test
  void ofAMegabyteTheBeginningIsRead() {
    String beginning = "This is the beginning of a long text. ".repeat(40);
    String text = beginning + "Das ist der Rest. ".repeat(60_000);
    assertTrue(text.length() > 1_000_000);
    assertEquals(MODEL.identify(beginning), MODEL.identify(text));
  }

  @Test
  void aLongTextIsInTheLanguageOfItsParts() {
    String german =
        "Der Ausschuss hat den Bericht angenommen, und die Mitglieder gingen nach Hause. ";
    String english =
        "The committee has adopted the report, and its members went home for the day. ";
    for (int times : new int[] {1, 3, 6, 12}) {
      Prediction best = MODEL.identify(english.repeat(times)).get(0);
      assertEquals("en", best.label());
      assertTrue(best.probability() > 0.99, best::toString);
      List<Prediction> both = MODEL.identify(german.repeat(times) + english.repeat(times));
      assertEquals(Set.of("de", "en"), Set.of(both.get(0).label(), both.get(1).label()));
    }
  }

  @Test
  void aNullTextIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> MODEL.identify((String) null))
            .getMessage();
    assertTrue(message.contains("null"), message);
  }

  @Test
  void manyTextsAreIdentifiedAsEachAlone() {
    List<String> texts = texts();
    List<List<Prediction>> together = MODEL.identify(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertSameRanking(MODEL.identify(texts.get(i)), together.get(i));
    }
    assertEquals(List.of(), MODEL.identify(List.of()));
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 70; i++) { // more than a minibatch
      texts.add("La maison est grande et belle, dit-il. ".repeat(1 + i % 7).substring(i % 11));
      texts.add(i % 10 == 0 ? "" : "Talo on suuri ja kaunis, hän sanoi. ".substring(i % 13));
    }
    return texts;
  }

  private static void assertSameRanking(List<Prediction> expected, List<Prediction> actual) {
    assertEquals(expected.get(0).label(), actual.get(0).label());
    assertEquals(expected.get(0).probability(), actual.get(0).probability(), 1e-4);
  }

  @Test
  void oneModelServesManyThreads() throws Exception {
    List<String> texts = texts();
    List<List<Prediction>> expected = texts.stream().map(MODEL::identify).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<List<Prediction>>>> results = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        results.add(threads.submit(() -> texts.stream().map(MODEL::identify).toList()));
      }
      for (Future<List<List<Prediction>>> result : results) {
        assertEquals(expected, result.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void networksAreCopies() {
    MultiLayerNetwork network = MODEL.network();
    List<Prediction> before = MODEL.identify("Un texte en français");
    network.params().assign(0);
    assertNotSame(network, MODEL.network());
    assertEquals(before, MODEL.identify("Un texte en français"));
    assertSame(MODEL, LanguageIdentifier.pretrained());
    assertIdentical(MODEL.network().params(), MODEL.initPretrained().params());
  }

  @Test
  void aSavedModelSaysTheSame(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("model.zip");
    MODEL.save(file);
    LanguageIdentifier loaded = LanguageIdentifier.load(file);
    assertEquals(MODEL.languages(), loaded.languages());
    assertEquals(MODEL.identify("Un testo in italiano"), loaded.identify("Un testo in italiano"));
    assertThrows(IOException.class, () -> UserAgentClassifier.load(file));
    assertEquals(
        MODEL.languages(),
        LanguageIdentifier.load(file.toUri(), Sha256.of(java.nio.file.Files.readAllBytes(file)))
            .languages());
  }

  /** Written by version 0.1 of this class, whose network read characters. */
  @Test
  void earlierFilesAreRead() throws Exception {
    Path file = Path.of(getClass().getResource("/earlier/language-identifier-0.1.zip").toURI());
    LanguageIdentifier earlier = LanguageIdentifier.load(file);
    assertEquals(20, earlier.languages().size());
    assertEquals("de", earlier.identify("Wo ist bitte der nächste Bahnhof?").get(0).label());
    earlier.identify("12").forEach(p -> assertEquals(1.0 / 20, p.probability(), 1e-12));
    assertEquals(2, earlier.restrictedTo("de", "nl").identify("Bahnhof").size());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> LanguageIdentifier.of(earlier.network(), "ab", List.of("de", "en")))
            .getMessage();
    assertTrue(message.contains("20 outputs"), message);
    assertTrue(message.contains("9 and 2"), message);
  }
}
