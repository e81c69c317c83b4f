package io.github.tbptt4j.examples;

import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.diagnostics.GradientFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The table that every text on BPTT prints without numbers, with them: how large the gradient of
 * the last loss is at the states before it, ||dL_T/dh_t||, for recurrent weights of spectral radius
 * .5, 1 and 1.5, linear and tanh.
 *
 * <pre>
 * mvn -q -B -pl plugin test-compile exec:java \
 *   -Dexec.mainClass=io.github.tbptt4j.examples.GradientBySteps
 * </pre>
 */
public final class GradientBySteps {
  static final int STEPS = 30;
  static final double[] RADII = {.5, 1, 1.5};
  static final List<Activation> ACTIVATIONS = List.of(Activation.IDENTITY, Activation.TANH);

  private static final int UNITS = 64;
  private static final int INPUTS = 4;
  private static final int EXAMPLES = 32;
  private static final double INPUT_SCALE = .1; // so that tanh isn't saturated by its input
  private static final int[] SHOWN = {30, 29, 28, 25, 20, 15, 10, 5, 1};

  private GradientBySteps() {}

  /** Prints the table. */
  public static void main(String[] args) {
    System.out.print(table());
    System.exit(0); // ND4J's threads aren't all daemons
  }

  static String table() {
    List<double[]> columns = new ArrayList<>();
    StringBuilder table =
        new StringBuilder(
            "||dL_T/dh_t||, T = %d, %d units, mean over %d sequences%n%n"
                .formatted(STEPS, UNITS, EXAMPLES));
    table.append(String.format("%75s", "measured magnitude, by activation and spectral radius"));
    table.append(String.format("%n%9s %14s %11s", "from step", "affects losses", "path length"));
    for (Activation activation : ACTIVATIONS) {
      for (double radius : RADII) {
        columns.add(magnitudes(activation, radius));
        String name = activation == Activation.IDENTITY ? "linear" : "tanh";
        table.append(String.format(Locale.ROOT, " %10s", name + " " + radius));
      }
    }
    for (int step : SHOWN) {
      String losses = step == STEPS ? "" + step : step + " to " + STEPS;
      table.append(String.format("%n%9d %14s %11d", step, losses, STEPS - step));
      table.append(
          columns.stream()
              .map(column -> String.format(Locale.ROOT, " %10.2g", column[step - 1]))
              .collect(Collectors.joining()));
    }
    return table.append(String.format("%n")).toString();
  }

  /** ||dL_T/dh_t|| for t = 1 .. T. */
  static double[] magnitudes(Activation activation, double radius) {
    return GradientFlow.of(network(activation, radius))
        .lags(STEPS - 1)
        .measure(data())
        .layers()
        .get(0)
        .ofLastLoss();
  }

  static MultiLayerNetwork network(Activation activation, double radius) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .list(
                    new VanillaRnn.Builder()
                        .nOut(UNITS)
                        .activation(activation)
                        .weightInitRecurrent(RecurrentInit.spectralRadius(radius))
                        .build(),
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(INPUTS))
                .build());
    network.init();
    return network;
  }

  /** Random sequences; the mask leaves the loss of the last step. */
  private static DataSet data() {
    Nd4j.getRandom().setSeed(2);
    INDArray features = Nd4j.randn(DataType.DOUBLE, EXAMPLES, INPUTS, STEPS).muli(INPUT_SCALE);
    INDArray labels = Nd4j.ones(DataType.DOUBLE, EXAMPLES, 1, STEPS);
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, STEPS);
    mask.getColumn(STEPS - 1).assign(1);
    return new DataSet(features, labels, null, mask);
  }
}
