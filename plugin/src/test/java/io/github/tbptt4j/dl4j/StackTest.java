package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.dl4j.Numbers.assertGradientIsExact;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** VanillaRnn among other layers: gradients of whole stacks against finite differences. */
class StackTest {

  static VanillaRnn rnn() {
    return new VanillaRnn.Builder().nOut(4).biasInit(0.1).build();
  }

  static LSTM lstm() {
    return new LSTM.Builder().nOut(3).activation(Activation.TANH).build();
  }

  static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build();
  }

  static RnnOutputLayer output() {
    return new RnnOutputLayer.Builder()
        .nOut(Sequences.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  record Case(Kind kind, Mask mask, String name, Layer... layers) {
    @Override
    public String toString() {
      return name + " " + kind + " " + mask;
    }

    Net net() {
      return Net.of(
          kind,
          new NeuralNetConfiguration.Builder()
              .seed(12)
              .dataType(DataType.DOUBLE)
              .updater(new NoOp()),
          InputType.recurrent(Sequences.N_IN),
          layers);
    }
  }

  static Stream<Case> stacks() {
    record Stack(String name, Layer... layers) {}
    List<Stack> stacks =
        List.of(
            new Stack("rnn, rnn", rnn(), rnn(), output()),
            new Stack("rnn, dense, rnn", rnn(), dense(), rnn(), output()),
            new Stack("dense, rnn", dense(), rnn(), output()),
            new Stack("rnn, lstm", rnn(), lstm(), output()),
            new Stack("lstm, rnn", lstm(), rnn(), output()));
    return stacks.stream()
        .flatMap(
            stack ->
                Arrays.stream(Kind.values())
                    .flatMap(
                        kind ->
                            Stream.of(Mask.NONE, Mask.HOLES)
                                .map(mask -> new Case(kind, mask, stack.name(), stack.layers()))));
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void gradientOfAStackIsExact(Case which) {
    assertGradientIsExact(which.net(), Sequences.labelled(3, 9, which.mask()));
  }
}
