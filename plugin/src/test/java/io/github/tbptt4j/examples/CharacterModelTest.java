package io.github.tbptt4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.tbptt4j.SymbolSequenceIterator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The measure and the sample, of networks that nobody trained. */
class CharacterModelTest {
  private static final Recipe TINY = new Recipe(8, 2, 5, 10, 1e-3, 1e-4, 5, 3);
  private static final Vocabulary VOCABULARY = Vocabulary.of("abcde fghij", 1);
  private static final int SYMBOLS = VOCABULARY.size();
  private static final int[] TEXT = IntStream.range(0, 201).map(i -> i * i % SYMBOLS).toArray();

  private static SymbolSequenceIterator streams(int streams, int timeSteps) {
    return SymbolSequenceIterator.builder(TEXT, SYMBOLS)
        .streams(streams)
        .timeSteps(timeSteps)
        .build();
  }

  @Test
  void uniformPredictionCostsTheLogarithmOfTheVocabulary() {
    MultiLayerNetwork uniform = CharacterNetwork.create(TINY, SYMBOLS);
    uniform.params().assign(0);

    double bits = BitsPerCharacter.measure(uniform, streams(4, 15));

    assertEquals(Math.log(SYMBOLS) / Math.log(2), bits, 1e-5);
  }

  @Test
  void stateIsCarriedSoThatTheChunksDoNotMatter() {
    MultiLayerNetwork network = CharacterNetwork.create(TINY, SYMBOLS);

    double inChunks = BitsPerCharacter.measure(network, streams(4, 7));
    double atOnce = BitsPerCharacter.measure(network, streams(4, 50));

    assertEquals(atOnce, inChunks, 1e-5);
  }

  @Test
  void measureIsTheMeanOverAllPredictions() {
    MultiLayerNetwork network = CharacterNetwork.create(TINY, SYMBOLS);
    INDArray whole = network.output(streams(1, 200).next().getFeatures()); // [1,V,T]
    double bits = 0;
    for (int t = 0; t < 200; t++) {
      bits -= Math.log(whole.getDouble(0, TEXT[t + 1], t)) / Math.log(2);
    }

    double measured = BitsPerCharacter.measure(network, streams(1, 30));

    assertEquals(bits / 200, measured, 1e-5);
  }

  @Test
  void sampleIsDeterminedByTheSeed() {
    MultiLayerNetwork network = CharacterNetwork.create(TINY, SYMBOLS);
    TextSampler sampler = new TextSampler(network, VOCABULARY, 0.7);

    String sample = sampler.continuing("abc", 80, 1);

    assertEquals(80, sample.length());
    assertEquals(sample, sampler.continuing("abc", 80, 1));
    assertNotEquals(sample, sampler.continuing("abc", 80, 2));
    assertEquals(-1, sample.indexOf('\uFFFD')); // the unknown symbol is never written
  }

  @Test
  void sampleDependsOnThePrompt() {
    MultiLayerNetwork network = CharacterNetwork.create(TINY, SYMBOLS);
    network.params().muli(5); // a network with opinions
    TextSampler sampler = new TextSampler(network, VOCABULARY, 0.7);

    assertNotEquals(sampler.continuing("abc", 80, 1), sampler.continuing("jih", 80, 1));
  }

  @Test
  void learningRateFallsAlongHalfACosine() {
    assertEquals(TINY.learningRate(), TINY.learningRateAt(0), 1e-12);
    assertEquals(
        (TINY.learningRate() + TINY.finalLearningRate()) / 2, TINY.learningRateAt(0.5), 1e-12);
    assertEquals(TINY.finalLearningRate(), TINY.learningRateAt(1), 1e-12);
    assertEquals(TINY.finalLearningRate(), TINY.learningRateAt(1.2), 1e-12);
  }
}
