package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What holds for any text generator. */
class TextGeneratorTest {
  private static final TextGenerator MODEL = TinyModel.create();
  private static final double UNKNOWN_BITS = Math.log(1_114_112) / Math.log(2);

  @TempDir private Path directory;

  /** The model's definition, by DL4J's own step-wise inference. */
  private static double bitsByDl4j(String text) {
    Vocabulary vocabulary = MODEL.vocabulary();
    MultiLayerNetwork network = MODEL.network();
    int last = vocabulary.encode('\n');
    double bits = 0;
    for (int symbol : vocabulary.encode(text)) {
      INDArray input = Nd4j.zeros(1, vocabulary.size());
      input.putScalar(0, last, 1);
      bits -= Math.log(network.rnnTimeStep(input).getDouble(0, symbol)) / Math.log(2);
      last = symbol;
    }
    return bits;
  }

  @Test
  void scoreIsTheMeanOfMinusLogTwoOfTheProbabilities() {
    String text = "abc cab\nbca";
    assertEquals(bitsByDl4j(text) / text.length(), MODEL.score(text), 1e-5);
  }

  @Test
  void oneCharacterHasAScore() {
    assertEquals(bitsByDl4j("a"), MODEL.score("a"), 1e-5);
  }

  @Test
  void anUnknownCharacterCostsTheBitsOfItsCodePointToo() {
    assertEquals(bitsByDl4j("x") + UNKNOWN_BITS, MODEL.score("x"), 1e-5);
    assertEquals(MODEL.score("x"), MODEL.score("\uD83D"), 1e-9);
    assertEquals(MODEL.score("x"), MODEL.score("\uDE00"), 1e-9);
    assertEquals(MODEL.score("x"), MODEL.score("\0"), 1e-9);
  }

  @Test
  void aCharacterOutsideTheBasicPlaneCountsOnce() {
    assertEquals(bitsByDl4j("\uD83D\uDE00"), MODEL.score("\uD83D\uDE00"), 1e-5);
  }

  @Test
  void anEmptyTextHasNoScore() {
    assertThrows(IllegalArgumentException.class, () -> MODEL.score(""));
  }

  @Test
  void theSameSeedGivesTheSameTextAndAnotherOneAnother() {
    String text = MODEL.generate("ab", 100, 1, 5);
    assertEquals(100, text.codePointCount(0, text.length()));
    assertEquals(text, MODEL.generate("ab", 100, 1, 5));
    assertNotEquals(text, MODEL.generate("ab", 100, 1, 6));
  }

  @Test
  void temperatureZeroTakesTheLikeliestWhateverTheSeed() {
    assertEquals(MODEL.generate("ab", 50, 0, 1), MODEL.generate("ab", 50, 0, 2));
  }

  @Test
  void theStreamWritesWhatGenerateWritesAsLongAsItIsAskedTo() {
    String streamed = MODEL.stream("ab", 0.8, 3).limit(40).collect(Collectors.joining());
    assertEquals(MODEL.generate("ab", 40, 0.8, 3), streamed);
    assertTrue(streamed.startsWith(MODEL.generate("ab", 7, 0.8, 3)));
  }

  @Test
  void aStreamMayBeReadInAnotherThread() throws Exception {
    Stream<String> stream = MODEL.stream("ab", 0.8, 3);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Future<String> text = executor.submit(() -> stream.limit(10).collect(Collectors.joining()));
    assertEquals(MODEL.generate("ab", 10, 0.8, 3), text.get());
    executor.shutdown();
  }

  @Test
  void onlyKnownCharactersAreWritten() {
    String text = MODEL.generate("x\uD83D", 200, 5, 1);
    assertTrue(text.codePoints().allMatch(c -> MODEL.vocabulary().encode(c) != 0), text);
  }

  @Test
  void anEmptyPromptBeginsAText() {
    assertEquals(10, MODEL.generate("", 10, 0, 1).codePoints().count());
    assertEquals("", MODEL.generate("", 0, 1, 1));
  }

  @Test
  void aMegabyteOfPromptIsReadFromItsLastCharactersOn() {
    String end = "ab c".repeat(2_500);
    String megabyte = "cba".repeat(350_000) + end;
    assertEquals(MODEL.generate(end, 20, 1, 4), MODEL.generate(megabyte, 20, 1, 4));
  }

  @Test
  void wrongNumbersAreRefusedBeforeAnythingIsRead() {
    assertEquals(
        "length (-1) must be at least 0.",
        assertThrows(IllegalArgumentException.class, () -> MODEL.generate("a", -1, 1, 1))
            .getMessage());
    for (double temperature : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> MODEL.generate("a", 1, temperature, 1));
      assertThrows(IllegalArgumentException.class, () -> MODEL.stream("a", temperature, 1));
    }
  }

  @Test
  void oneModelServesManyThreads() throws Exception {
    List<Callable<String>> tasks =
        IntStream.range(0, 8)
            .<Callable<String>>mapToObj(
                i -> () -> MODEL.generate("abc", 50, 1, i) + MODEL.score("abc cba"))
            .toList();
    ExecutorService executor = Executors.newFixedThreadPool(4);
    List<Future<String>> results = executor.invokeAll(tasks);
    for (int i = 0; i < results.size(); i++) {
      assertEquals(tasks.get(i).call(), results.get(i).get());
    }
    executor.shutdown();
  }

  @Test
  void aSavedModelIsTheSameModel() throws IOException {
    Path file = directory.resolve("model.zip");
    MODEL.save(file);
    TextGenerator loaded = TextGenerator.load(file);
    assertEquals(MODEL.vocabulary(), loaded.vocabulary());
    assertEquals(MODEL.generate("ab", 50, 1, 1), loaded.generate("ab", 50, 1, 1));
  }

  @Test
  void theNetworkIsACopy() {
    String before = MODEL.generate("ab", 50, 1, 1);
    MODEL.network().params().assign(0);
    assertEquals(before, MODEL.generate("ab", 50, 1, 1));
  }

  @Test
  void aNetworkOfAnotherSizeThanTheVocabularyIsRefused() {
    MultiLayerNetwork network = TinyModel.network(9, DataType.FLOAT);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> TextGenerator.of(network, TinyModel.VOCABULARY));
    assertEquals(
        "The network has 9 inputs and 9 outputs, the vocabulary 7 symbols: they must be equal.",
        e.getMessage());
  }

  private static Sampling.Builder sampling() {
    return Sampling.builder().length(60).seed(3);
  }

  @Test
  void aTextEndsBeforeAStopStringInTheStreamToo() {
    String whole = MODEL.generate("ab", sampling().build());
    String stop = whole.substring(20, 23);
    int first = whole.indexOf(stop);
    Sampling stopping = sampling().stop("never written", stop).build();
    assertEquals(whole.substring(0, first), MODEL.generate("ab", stopping));
    assertEquals(
        whole.substring(0, first), MODEL.stream("ab", stopping).collect(Collectors.joining()));
    assertEquals(whole, MODEL.generate("ab", sampling().stop("never written").build()));
  }

  @Test
  void whatOnlyBeginsLikeAStopStringIsWritten() {
    String whole = MODEL.generate("ab", sampling().build());
    Sampling almost = sampling().stop(whole.substring(58) + "x").build();
    assertEquals(whole, MODEL.generate("ab", almost));
  }

  @Test
  void promptsOfABatchAreContinuedAsIfAlone() {
    List<String> prompts = List.of("a", "", "cab", "a");
    assertEquals(
        prompts.stream().map(prompt -> MODEL.generate(prompt, sampling().build())).toList(),
        MODEL.generate(prompts, sampling().build()));
  }

  @Test
  void aLoopEndsWhereRepetitionIsPenalised() {
    String loop = MODEL.generate("ab", sampling().length(400).temperature(0).build());
    String end = loop.substring(300);
    assertTrue(loop.substring(0, 300).contains(end), "no loop: " + loop);
    String other =
        MODEL.generate("ab", sampling().length(400).temperature(0).repetitionPenalty(1.5).build());
    assertFalse(other.substring(0, 300).contains(other.substring(300)), other);
  }
}
