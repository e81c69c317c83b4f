package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class SymbolSequenceIteratorTest {

  private static int[] counting(int length, int size) {
    return IntStream.range(0, length).map(i -> i * 7 % size).toArray();
  }

  @Test
  void rowsContinueTheirStreamsAndLabelsAreTheNextSymbols() {
    for (int minibatch : new int[] {1, 2, 5}) {
      for (int steps : new int[] {1, 4, 7, 100}) {
        for (int length : new int[] {6, 37, 64}) {
          assertStreams(minibatch, steps, counting(length, 11));
        }
      }
    }
  }

  private static void assertStreams(int minibatch, int steps, int[] symbols) {
    SymbolSequenceIterator iterator =
        SymbolSequenceIterator.builder(symbols, 11).streams(minibatch).timeSteps(steps).build();
    int streamLength = (symbols.length - 1) / minibatch;
    for (int epoch = 0; epoch < 2; epoch++) {
      int at = 0;
      while (iterator.hasNext()) {
        DataSet data = iterator.next();
        int count = Math.min(steps, streamLength - at);
        assertArrayEquals(new long[] {minibatch, 1, count}, data.getFeatures().shape());
        assertArrayEquals(new long[] {minibatch, 1, count}, data.getLabels().shape());
        for (int row = 0; row < minibatch; row++) {
          for (int t = 0; t < count; t++) {
            int i = row * streamLength + at + t;
            assertEquals(symbols[i], data.getFeatures().getInt(row, 0, t));
            assertEquals(symbols[i + 1], data.getLabels().getInt(row, 0, t));
          }
        }
        at += count;
      }
      assertEquals(streamLength, at);
      assertThrows(NoSuchElementException.class, iterator::next);
      iterator.reset();
    }
  }

  @Test
  void oneHotArraysSayTheSame() {
    int[] symbols = counting(50, 6);
    SymbolSequenceIterator indices =
        SymbolSequenceIterator.builder(symbols, 6).streams(3).timeSteps(5).build();
    SymbolSequenceIterator dense =
        SymbolSequenceIterator.builder(symbols, 6)
            .streams(3)
            .timeSteps(5)
            .oneHotFeatures()
            .oneHotLabels()
            .build();
    assertEquals(1, indices.inputColumns());
    assertEquals(6, dense.inputColumns());
    assertEquals(6, dense.totalOutcomes());
    while (indices.hasNext()) {
      DataSet a = indices.next();
      DataSet b = dense.next();
      assertSameSymbols(a.getFeatures(), b.getFeatures());
      assertSameSymbols(a.getLabels(), b.getLabels());
    }
    assertFalse(dense.hasNext());
  }

  private static void assertSameSymbols(INDArray indices, INDArray oneHot) {
    assertEquals(indices.length(), oneHot.sumNumber().longValue());
    assertEquals(6, oneHot.size(1));
    for (int row = 0; row < indices.size(0); row++) {
      for (int t = 0; t < indices.size(2); t++) {
        assertEquals(1, oneHot.getInt(row, indices.getInt(row, 0, t), t));
      }
    }
  }

  @Test
  void bytesAndCharactersAreSymbols() {
    DataSet bytes = SymbolSequenceIterator.builder(new byte[] {0, -1, 5}).streams(1).build().next();
    assertArrayEquals(new float[] {0, 255}, bytes.getFeatures().reshape(2).toFloatVector());
    assertArrayEquals(new float[] {255, 5}, bytes.getLabels().reshape(2).toFloatVector());
    DataSet text = SymbolSequenceIterator.builder("abba", "ba").streams(1).build().next();
    assertArrayEquals(new float[] {1, 0, 0}, text.getFeatures().reshape(3).toFloatVector());
    assertArrayEquals(new float[] {0, 0, 1}, text.getLabels().reshape(3).toFloatVector());
  }

  @Test
  void aPreProcessorSeesEachMinibatch() {
    SymbolSequenceIterator iterator =
        SymbolSequenceIterator.builder(counting(9, 3), 3).streams(2).timeSteps(2).build();
    List<DataSet> seen = new ArrayList<>();
    iterator.setPreProcessor(data -> seen.add((DataSet) data));
    assertEquals(List.of(iterator.next(), iterator.next()), seen);
  }

  @Test
  void badInputIsNamed() {
    assertRefused("Symbol 3 at 1", () -> SymbolSequenceIterator.builder(new int[] {0, 3}, 3));
    assertRefused("Symbol -1 at 0", () -> SymbolSequenceIterator.builder(new int[] {-1}, 3));
    assertRefused("'c' (U+0063) at 1", () -> SymbolSequenceIterator.builder("acb", "ab"));
    assertRefused("size (0)", () -> SymbolSequenceIterator.builder(new int[0], 0));
    assertRefused("size (-3)", () -> SymbolSequenceIterator.builder(new int[0], -3));
    assertRefused("16777216", () -> SymbolSequenceIterator.builder(new int[4], (1 << 24) + 1));
    assertRefused("size (0)", () -> SymbolSequenceIterator.builder("", ""));
    assertRefused(
        "'a' (U+0061) stands twice in the alphabet, at 0 and 2",
        () -> SymbolSequenceIterator.builder("ab", "aba"));
    assertRefused(
        "Half a character (U+D83D) stands twice",
        () -> SymbolSequenceIterator.builder("a", "a\uD83D\uDE00\uD83D\uDE01"));
    assertRefused(
        "Half a character (U+D83D) at 1",
        () -> SymbolSequenceIterator.builder("a\uD83D\uDE00", "ab"));
    for (Runnable nothing :
        List.<Runnable>of(
            () -> SymbolSequenceIterator.builder((int[]) null, 3),
            () -> SymbolSequenceIterator.builder((byte[]) null),
            () -> SymbolSequenceIterator.builder(null, "ab"),
            () -> SymbolSequenceIterator.builder("ab", null))) {
      String message = assertThrows(NullPointerException.class, nothing::run).getMessage();
      assertTrue(message.contains("must not be null."), message);
    }
    SymbolSequenceIterator.Builder builder = SymbolSequenceIterator.builder(counting(4, 3), 3);
    assertRefused("streams (0)", () -> builder.streams(0));
    assertRefused("timeSteps (-1)", () -> builder.timeSteps(-1));
    assertRefused("4 symbols, too few for 4 streams", () -> builder.streams(4).build());
    SymbolSequenceIterator iterator = builder.streams(3).build();
    assertThrows(UnsupportedOperationException.class, () -> iterator.next(2));
    assertEquals(3, iterator.next(3).numExamples());
  }

  @Test
  void arraysThatAreTooLargeAreNamed() {
    SymbolSequenceIterator iterator =
        SymbolSequenceIterator.builder(new int[10_001], 1 << 24)
            .streams(100)
            .timeSteps(100)
            .oneHotLabels()
            .build();
    String message = assertThrows(IllegalStateException.class, iterator::next).getMessage();
    assertTrue(message.contains("size (16777216)"), message);
    assertTrue(iterator.hasNext());
  }

  @Test
  void halvesOfCharactersAreSymbols() {
    DataSet text =
        SymbolSequenceIterator.builder("\uD83D\uDE00a", "a\uD83D\uDE00").streams(1).build().next();
    assertArrayEquals(new float[] {1, 2}, text.getFeatures().reshape(2).toFloatVector());
  }

  private static void assertRefused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void aModelLearnsTheOrderOfSymbolsInFitAndInTheTrainer() {
    int[] symbols = counting(400, 5);
    SymbolSequenceIterator data =
        SymbolSequenceIterator.builder(symbols, 5)
            .streams(4)
            .timeSteps(20)
            .oneHotFeatures()
            .build();
    double first = network().score(data.next());
    for (boolean trainer : new boolean[] {false, true}) {
      MultiLayerNetwork network = network();
      if (trainer) {
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(10, 20))
            .stateful(true)
            .build()
            .fit(data, 5);
      } else {
        network.fit(data, 5);
      }
      data.reset();
      assertTrue(network.score(data.next()) < 0.1 * first);
    }
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.02))
                .list()
                .layer(new VanillaRnn.Builder().nOut(16).build())
                .layer(new FusedRnnOutputLayer.Builder(LossFunction.MCXENT).nOut(5).build())
                .setInputType(InputType.recurrent(5))
                .build());
    network.init();
    return network;
  }

  @Test
  void whatHappensToTheArrayAfterwardsIsNoMatter() {
    int[] symbols = {0, 1, 2, 0, 1, 2, 0};
    SymbolSequenceIterator iterator =
        SymbolSequenceIterator.builder(symbols, 3).streams(2).timeSteps(3).oneHotLabels().build();
    symbols[1] = 99;
    assertEquals(1.0, iterator.next().getLabels().getDouble(0, 1, 0));
  }

  @Test
  @SuppressWarnings("deprecation")
  void theOldNamesMeanTheSame() {
    DataSet old =
        SymbolSequenceIterator.builder(counting(20, 7), 7).minibatch(3).steps(4).build().next();
    DataSet expected =
        SymbolSequenceIterator.builder(counting(20, 7), 7).streams(3).timeSteps(4).build().next();
    assertEquals(expected.getFeatures(), old.getFeatures());
    assertArrayEquals(new long[] {3, 1, 4}, old.getFeatures().shape());
  }
}
