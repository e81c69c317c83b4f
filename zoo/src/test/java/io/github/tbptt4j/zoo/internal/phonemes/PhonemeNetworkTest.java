package io.github.tbptt4j.zoo.internal.phonemes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.Pronouncer;
import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import io.github.tbptt4j.zoo.training.phonemes.Aligner.Aligned;
import io.github.tbptt4j.zoo.training.phonemes.PhonemeTraining;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PhonemeNetworkTest {
  private static final List<String> FEW = List.of("", "AH0", "B", "K S");

  private static PhonemeTraining training(int layers) {
    return new PhonemeTraining(
        new PhonemeTraining.Recipe(4, 5, 7, layers, TruncatedBptt.full(), 0.01, 3, 1, 0, 0, 5),
        FEW);
  }

  private static PhonemeNetwork plain(MultiLayerNetwork network, int rows) {
    QuantizedParameters parameters =
        QuantizedParameters.of(
            network.params().dup().data().asFloat(), rows, (int) network.layerSize(0));
    network.setParams(Nd4j.createFromArray(parameters.floats()));
    int layers = network.getnLayers() - 1;
    return new PhonemeNetwork(
        parameters.rows(),
        parameters.scales(),
        parameters.rest(),
        layers,
        (int) network.layerSize(layers));
  }

  @Test
  void smallNetworksComputeWhatDl4jComputes() {
    for (int layers = 1; layers <= 3; layers++) {
      PhonemeTraining training = training(layers);
      MultiLayerNetwork network = training.network();
      PhonemeNetwork plain = plain(network, training.window().rows());
      Aligned example = new Aligned("axb-c", List.of("AH0", "K S", "B", "", "B"));
      assertSame(training, network, plain, FEW, example);
    }
  }

  @Test
  void thePretrainedOneComputesWhatItsNetworkComputes() {
    MultiLayerNetwork network = Pronouncer.pretrained().network();
    PhonemeTraining training =
        new PhonemeTraining(PhonemeTraining.RECIPE, Pronouncer.pretrained().symbols());
    PhonemeNetwork plain = plain(network, training.window().rows());
    List<String> right = List.of("F", "", "OW1", "N", "IY0", "M");
    assertSame(
        training, network, plain, Pronouncer.pretrained().symbols(), new Aligned("phonem", right));
  }

  private static void assertSame(
      PhonemeTraining training,
      MultiLayerNetwork network,
      PhonemeNetwork plain,
      List<String> symbols,
      Aligned example) {
    INDArray expected = training.output(network, example);
    Window window = training.window();
    int[] letters = window.letters(example.spelling());
    int[] rows = new int[window.ofLetters()];
    int[] sounds = new int[window.perStep() - window.ofLetters()];
    float[][] states = plain.start();
    float[] logits = new float[symbols.size()];
    int last = Window.NO_SOUND;
    int beforeLast = Window.NO_SOUND;
    int steps = example.spelling().length();
    for (int t = 0; t < steps; t++) {
      window.lettersAt(letters, t, rows, 0);
      window.soundsAt(letters, t, last, beforeLast, sounds, 0);
      float[][] next = plain.start();
      plain.step(plain.spelling(rows, rows.length), sounds, states, next, logits);
      states = next;
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      for (int s = 0; s < logits.length; s++) {
        assertEquals(expected.getDouble(0, s, t), Math.exp(logits[s]) / sum, 1e-5);
      }
      beforeLast = last;
      last = symbols.indexOf(example.symbols().get(steps - 1 - t));
    }
  }

  @Test
  void theTangentIsAsPreciseAsFloat() {
    for (double x = -12; x <= 12; x += 0.001) {
      float[] value = {(float) x};
      PhonemeNetwork.tanh(value);
      assertEquals(Math.tanh((float) x), value[0], 3e-7, () -> "" + value[0]);
    }
  }

  @Test
  void allWaysOfAWordAddUpToOne() {
    PhonemeTraining training = training(2);
    MultiLayerNetwork network = training.network();
    BeamSearch search =
        new BeamSearch(
            plain(network, training.window().rows()), training.window(), FEW, 10_000, 1e9);
    List<BeamSearch.Way> ways = search.search("abc");
    assertEquals(1, ways.stream().mapToDouble(BeamSearch.Way::probability).sum(), 1e-5);
    assertTrue(ways.stream().map(BeamSearch.Way::phonemes).distinct().count() == ways.size());
    BeamSearch narrow =
        new BeamSearch(plain(network, training.window().rows()), training.window(), FEW, 1, 1e9);
    assertEquals(1, narrow.search("abc").size());
  }

  @Test
  void parametersThatDoNotFitAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new PhonemeNetwork(new byte[4], new float[2], new float[11], 1, 3));
  }
}
