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

  private static void assertUniform(List<Prediction> predictions) {
    predictions.forEach(p -> assertEquals(1.0 / 20, p.probability(), 1e-12));
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
    assertEquals(20, ranked.size());
    assertEquals(20, MODEL.languages().size());
    assertEquals(1.0, ranked.stream().mapToDouble(Prediction::probability).sum(), 1e-5);
    for (int i = 1; i < ranked.size(); i++) {
      assertTrue(ranked.get(i - 1).probability() >= ranked.get(i).probability());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\n\t", "12345", "?!…", "\uD83D\uDE00", "\uD83D", "\uDE00\uD83D"})
  void withoutALetterEveryLanguageIsEquallyProbable(String text) {
    assertUniform(MODEL.identify(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ß", "ж", "漢字", "e\u0301", "a\uD83Db", "\u0000a", "\uFFFDx", "ﬁ"})
  void anyTextWithALetterHasProbabilities(String text) {
    List<Prediction> ranked = MODEL.identify(text);
    assertEquals(1.0, ranked.stream().mapToDouble(Prediction::probability).sum(), 1e-5);
    assertTrue(ranked.get(0).probability() > 1.0 / 20);
  }

  @Test
  void ofAMegabyteTheBeginningIsRead() {
    String beginning = "This is the beginning of a long text. ".repeat(40);
    String text = beginning + "Das ist der Rest. ".repeat(60_000);
    assertTrue(text.length() > 1_000_000);
    assertEquals(MODEL.identify(beginning), MODEL.identify(text));
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

  @Test
  void networkAlphabetAndLanguagesMustFit() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> LanguageIdentifier.of(MODEL.network(), "ab", List.of("de", "en")))
            .getMessage();
    assertTrue(message.contains("20 outputs"), message);
    assertTrue(message.contains("9 and 2"), message);
  }
}
