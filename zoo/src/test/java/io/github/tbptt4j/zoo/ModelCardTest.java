package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.Memory;
import io.github.tbptt4j.zoo.ModelCard.Part;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.ModelCard.Speed;
import io.github.tbptt4j.zoo.internal.file.ZipEntries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class ModelCardTest {
  @TempDir private Path directory;

  private static ModelCard described(ModelCard card) {
    return card.toBuilder()
        .summary("Writes <b>smileys</b> & more.")
        .licence("CC0-1.0")
        .scores(
            List.of(
                new Score("held out", "accuracy", "%", 80, List.of(new Baseline("guessing", 40)))))
        .breakdowns(
            List.of(
                new Breakdown(
                    "held out",
                    "accuracy",
                    "%",
                    "class",
                    List.of(new Part("de", 90, 1_200), new Part("nl", 70, 800)))))
        .speed(List.of(new Speed("all at once", 2_900, "texts", "one thread")))
        .memory(List.of(new Memory("loaded", 2.5)))
        .intendedUse(List.of("Tests"))
        .limits(List.of("Knows nothing"))
        .build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aModelWithoutACardHasOneOfItsOwn() {
    TextGenerator model = TinyModel.create();
    ModelCard card = model.card();
    assertEquals("text-generator", card.name());
    assertEquals("TextGenerator", card.modelClass());
    assertEquals(model.network().numParams(), card.parameters());
    assertEquals("VanillaRnn(5, tanh), RnnOutputLayer(7, softmax)", card.architecture());
    assertEquals(List.of(), card.scores());
    assertFalse(card.sha256().equals(TextGenerator.pretrained().card().sha256()));
  }

  @Test
  void theCardOfAnOrdinaryFileHasItsSizeAndChecksum() throws IOException {
    Path file = directory.resolve("model.zip");
    TinyModel.create().save(file);
    ModelCard card = TextGenerator.load(file).card();
    assertEquals(TinyModel.create().card(), card);
    assertEquals(Files.size(file), card.bytes());
    assertEquals(Sha256.of(Files.readAllBytes(file)), card.sha256());
    assertEquals(card, Zoo.card(file));
  }

  @Test
  void aCardOfOnesOwnComesBackWithTheModel() throws IOException {
    Path file = directory.resolve("model.zip");
    TextGenerator model = TinyModel.create();
    ModelCard card = described(model.card());
    model.save(file, card);
    TextGenerator loaded = TextGenerator.load(file);
    assertEquals(card, loaded.card());
    Path again = directory.resolve("again.zip");
    loaded.save(again);
    assertEquals(card, TextGenerator.load(again).card());
    assertEquals(model.generate("a", 20, 1, 3), loaded.generate("a", 20, 1, 3));
  }

  @Test
  void aPretrainedModelThatIsSavedKeepsItsCard() throws IOException {
    Path file = directory.resolve("model.zip");
    UserAgentClassifier.pretrained().save(file);
    assertEquals(UserAgentClassifier.pretrained().card(), Zoo.card(file));
  }

  @Test
  void theCardOfAnotherModelIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path file = directory.resolve("model.zip");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> TinyModel.create().save(file, UserAgentClassifier.pretrained().card()));
    assertTrue(
        e.getMessage().contains("name is text-generator, the card says user-agent-classifier"),
        e.getMessage());
    try (var files = Files.list(directory)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void weightsThatWereChangedUnderACardAreRefused() throws IOException {
    Path file = directory.resolve("model.zip");
    TextGenerator model = TinyModel.create();
    model.save(file, described(model.card()));
    var network = TinyModel.network(TinyModel.VOCABULARY.size(), DataType.FLOAT);
    network.params().addi(1);
    Path other = directory.resolve("other.zip");
    TextGenerator.of(network, TinyModel.VOCABULARY).save(other);

    Map<String, byte[]> entries = ZipEntries.read(Files.readAllBytes(other));
    entries.put("card.json", ZipEntries.read(Files.readAllBytes(file)).get("card.json"));
    Files.write(other, ZipEntries.write(entries));
    IOException e = assertThrows(IOException.class, () -> TextGenerator.load(other));
    assertTrue(e.getMessage().contains("its card is of another model: sha256 is "), e.getMessage());
  }

  @Test
  void aCardOfAnOlderVersionIsRead() throws IOException {
    ModelCard card = described(TinyModel.create().card());
    String older = card.toJson().replaceFirst("(?s),\\s*\"breakdowns\".*", "}");
    ModelCard read = ModelCard.fromJson(utf8(older));
    assertEquals(
        card.toBuilder().breakdowns(List.of()).speed(List.of()).memory(List.of()).build(), read);
    assertEquals(card, ModelCard.fromJson(utf8(card.toJson())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{}", "{} {}", "{\"name\":", "\"\\ud800\""})
  void whatIsNoCardIsRefused(String json) {
    assertThrows(IOException.class, () -> ModelCard.fromJson(utf8(json)));
  }

  @Test
  void aCardNestedWithoutEndIsRefused() {
    assertThrows(IOException.class, () -> ModelCard.fromJson(utf8("[".repeat(1_000_000))));
  }

  @Test
  void thePageNeedsNothingElseAndShowsEverything() {
    String html = described(TinyModel.create().card()).toHtml();
    assertFalse(html.contains("<script") || html.contains("http:") || html.contains("https:"));
    assertTrue(html.contains("default-src 'none'"), "nothing is loaded");
    assertTrue(html.contains("Writes &lt;b&gt;smileys&lt;/b&gt; &amp; more."), html);
    for (String shown :
        List.of("guessing", "90.00", "1,200", "2,900 texts a second", "2.5 MB", "Knows nothing")) {
      assertTrue(html.contains(shown), shown);
    }
    assertTrue(html.contains("width:80.0%"), "the bar of 80 %");
  }

  @Test
  void theTextIsForTerminals() {
    ModelCard card =
        described(TinyModel.create().card()).toBuilder()
            .summary("\u001b[2Jgone " + "word ".repeat(50))
            .build();
    String text = card.toText();
    assertTrue(text.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)), text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
    for (String shown :
        List.of("    TextGenerator  80.00", "    guessing       40.00", "    de  90.00 1,200")) {
      assertTrue(text.contains(shown), text);
    }
  }

  @Test
  void numbersThatAreNoneAreShown() {
    ModelCard card =
        TinyModel.create().card().toBuilder()
            .scores(List.of(new Score("here", "loss", "nats", Double.NaN, List.of())))
            .build();
    assertTrue(card.toHtml().contains("NaN") && card.toHtml().contains("width:0%"));
    assertTrue(card.toText().contains("NaN"));
  }

  @Test
  void filesThatAreNoModelsAreNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("notes.txt"), "Dear diary");
    IOException e = assertThrows(IOException.class, () -> Zoo.card(file));
    assertTrue(e.getMessage().startsWith(file + " is no model of the zoo: "), e.getMessage());
  }
}
