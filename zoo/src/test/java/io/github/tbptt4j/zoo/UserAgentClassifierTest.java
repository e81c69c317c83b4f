package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class UserAgentClassifierTest {
  private static final UserAgentClassifier MODEL = UserAgentClassifier.pretrained();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0
          Phone | Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1
          Tablet | Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1
          Robot | Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)
          """)
  void usualUserAgentsHaveTheirClass(String deviceClass, String userAgent) {
    assertEquals(deviceClass, MODEL.classify(userAgent).get(0).label());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\r\n\t\u00a0"})
  void withoutACharacterEveryClassIsEquallyProbable(String userAgent) {
    int classes = MODEL.deviceClasses().size();
    MODEL.classify(userAgent).forEach(p -> assertEquals(1.0 / classes, p.probability(), 1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "a", "\uD83D", "漢字", "' OR 1=1 --", "\u0000"})
  void anyOtherTextHasProbabilities(String userAgent) {
    assertEquals(
        1.0, MODEL.classify(userAgent).stream().mapToDouble(Prediction::probability).sum(), 1e-5);
  }

  @Test
  void ofAMegabyteTheBeginningIsRead() {
    String beginning = "Mozilla/5.0 (X11; Linux x86_64) ".repeat(20);
    assertEquals(MODEL.classify(beginning), MODEL.classify(beginning + "iPhone ".repeat(150_000)));
  }

  @Test
  void aNullTextIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> MODEL.classify((String) null));
  }

  @Test
  void manyUserAgentsAreClassifiedAsEachAlone() {
    List<String> texts = List.of("curl/8.0", "", "Googlebot/2.1 (+http://www.google.com/bot.html)");
    List<List<Prediction>> together = MODEL.classify(texts);
    for (int i = 0; i < texts.size(); i++) {
      Prediction alone = MODEL.classify(texts.get(i)).get(0);
      assertEquals(alone.label(), together.get(i).get(0).label());
      assertEquals(alone.probability(), together.get(i).get(0).probability(), 1e-4);
    }
  }

  @Test
  void aNetworkWithAnOutputForEveryStepIsRefused(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("model.zip");
    Map<String, List<String>> texts =
        Map.of(
            "alphabet",
            List.of("ab"),
            "labels",
            List.of("a", "b", "c", "d", "e", "f", "g", "h", "i"));
    Files.write(
        file,
        ModelFile.of(UserAgentClassifier.NAME, TinyModel.network(9, DataType.FLOAT), texts)
            .toBytes());
    IOException e = assertThrows(IOException.class, () -> UserAgentClassifier.load(file));
    assertTrue(e.getMessage().startsWith(file + " can't be used"), e.getMessage());
    assertTrue(e.getMessage().contains("[1, 9, 2]: it must be [1, 9]"), e.getMessage());
  }

  @Test
  void aSavedModelSaysTheSame(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("model.zip");
    MODEL.save(file);
    assertEquals(MODEL.classify("curl/8.0"), UserAgentClassifier.load(file).classify("curl/8.0"));
  }

  @Test
  void dl4jsZooKnowsIt() {
    assertTrue(MODEL.pretrainedAvailable(org.deeplearning4j.zoo.PretrainedType.IMAGENET));
    assertEquals(MODEL.network().params(), MODEL.initPretrained().params());
    assertEquals(MODEL.network().numParams(), MODEL.card().parameters());
  }
}
