package io.github.tbptt4j.zoo;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import io.github.tbptt4j.zoo.internal.ngram.AgentWords;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

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
          Robot | curl/8.5.0
          TV | Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0.4280.88 Safari/537.36
          Set-top box | Roku/DVP-12.0 (12.0.0.4182-88)
          Game Console | Mozilla/5.0 (PlayStation; PlayStation 5/9.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15
          Watch | Mozilla/5.0 (Linux; Android 11; Pixel Watch) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Mobile Safari/537.36
          Virtual Reality | Mozilla/5.0 (X11; Linux x86_64; Quest 3) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/33.0.0 Chrome/124.0.0.0 VR Safari/537.36
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
  void whatItSaysIsWhatItsNetworkSays() {
    MultiLayerNetwork network = MODEL.network();
    AgentWords words = new AgentWords(17);
    for (String text :
        List.of(
            "curl/8.0",
            "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 Safari/537.36",
            "PLAYSTATION 3; " + "x".repeat(300),
            "漢字 größer")) {
      Example read = new Example(Reading.CHARACTERS.of(text, 500), 0);
      INDArray expected = NgramTraining.output(network, words, List.of(read));
      for (Prediction prediction : MODEL.classify(text)) {
        int label = MODEL.deviceClasses().indexOf(prediction.label());
        assertEquals(expected.getDouble(0, label), prediction.probability(), 1e-5, text);
      }
    }
  }

  /** Written by version 0.1 of this class, whose network read characters. */
  @Test
  void earlierFilesAreRead() throws Exception {
    Path file = Path.of(getClass().getResource("/earlier/user-agent-classifier-0.1.zip").toURI());
    UserAgentClassifier earlier = UserAgentClassifier.load(file);
    assertEquals(9, earlier.deviceClasses().size());
    assertEquals(
        "Robot",
        earlier
            .classify("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)")
            .get(0)
            .label());
    earlier.classify(" ").forEach(p -> assertEquals(1.0 / 9, p.probability(), 1e-12));
  }

  @Test
  void stepsThatNobodyKnowsAreRefused() {
    Map<String, List<String>> texts = new TreeMap<>(NgramScorer.texts(new AgentWords(17), 500));
    texts.put("steps", List.of("syllables"));
    texts.put("labels", MODEL.deviceClasses());
    ModelFile file =
        ModelFile.of(
            UserAgentClassifier.NAME,
            MODEL.network(),
            all -> QuantizedParameters.of(all, 1 << 17, MODEL.network().layerSize(0)),
            texts);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new NgramScorer(file, 19, 500));
    assertTrue(e.getMessage().contains("\"syllables\""), e.getMessage());
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
    assertIdentical(MODEL.network().params(), MODEL.initPretrained().params());
    assertEquals(MODEL.network().numParams(), MODEL.card().parameters());
  }
}
