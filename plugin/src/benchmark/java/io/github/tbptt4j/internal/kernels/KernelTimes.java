package io.github.tbptt4j.internal.kernels;

import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times one layer, forward and backward: ours beside SimpleRnn, results compared before. For a
 * quick look while working on a kernel.
 *
 * <pre>
 * mvn -q -B -pl plugin test-compile exec:java \
 *   -Dexec.mainClass=io.github.tbptt4j.internal.kernels.KernelTimes -Dexec.args="15 32x64x128x100"
 * </pre>
 *
 * <p>Arguments: repetitions (negative: without SimpleRnn), then shapes {@code
 * BxnInxnOutxT[xk1xk2]}; without any, those of the project's table.
 */
public final class KernelTimes {
  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();
  private static final List<String> SHAPES =
      List.of(
          "32x64x128x100",
          "32x64x256x100",
          "64x128x512x50",
          "1x64x256x100",
          "128x32x64x50",
          "32x64x128x1000",
          "32x64x128x1000x20x20",
          "32x64x128x1000x20x60");

  private KernelTimes() {}

  /** Prints a table; see the class comment for the arguments. */
  public static void main(String[] args) {
    int repetitions = args.length == 0 ? 15 : Integer.parseInt(args[0]);
    List<String> shapes = args.length <= 1 ? SHAPES : Arrays.asList(args).subList(1, args.length);
    System.out.println("threads: " + Workers.count() + ", kernel times in ms: median (fastest)");
    for (String shape : shapes) {
      new Case(Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray())
          .time(shape, Math.abs(repetitions), repetitions > 0);
    }
  }

  private static final class Case {
    private final INDArray x;
    private final INDArray error;
    private final Layer ours;
    private final Layer simpleRnn;
    private final boolean truncated;

    Case(int... s) {
      Nd4j.getRandom().setSeed(5);
      // DL4J hands sequences from layer to layer in f order.
      x = Nd4j.rand(DataType.FLOAT, s[0], s[1], s[3]).subi(0.5).dup('f');
      error = Nd4j.rand(DataType.FLOAT, s[0], s[2], s[3]).subi(0.5).divi(s[3]).dup('f');
      truncated = s.length > 4;
      VanillaRnn.Builder builder = new VanillaRnn.Builder().nIn(s[1]).nOut(s[2]);
      builder.activation(Activation.TANH);
      if (truncated) {
        builder.truncation(TruncatedBptt.of(s[4], s[5]));
      }
      INDArray params =
          Nd4j.rand(DataType.FLOAT, 1, (s[1] + s[2] + 1) * s[2])
              .subi(0.5)
              .muli(2 / Math.sqrt(s[2]));
      ours = layer(builder.build(), params);
      simpleRnn =
          layer(
              new SimpleRnn.Builder().nIn(s[1]).nOut(s[2]).activation(Activation.TANH).build(),
              params);
    }

    private static Layer layer(BaseLayer conf, INDArray params) {
      NeuralNetConfiguration netConf =
          new NeuralNetConfiguration.Builder().dataType(DataType.FLOAT).layer(conf).build();
      Layer layer =
          netConf
              .getLayer()
              .instantiate(netConf, List.of(), 0, params.dup(), false, DataType.FLOAT);
      layer.setBackpropGradientsViewArray(Nd4j.create(DataType.FLOAT, params.shape()));
      return layer;
    }

    void time(String name, int repetitions, boolean besideSimpleRnn) {
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-22s", name));
      if (besideSimpleRnn) {
        compare();
      }
      line.append(" ours").append(times(ours, repetitions));
      if (besideSimpleRnn) {
        line.append("   SimpleRnn").append(times(simpleRnn, Math.min(repetitions, 7)));
      }
      System.out.println(line);
    }

    /** Results come before times. */
    private void compare() {
      INDArray a = ours.activate(x, true, NO_WORKSPACES);
      INDArray b = simpleRnn.activate(x, true, NO_WORKSPACES);
      close("activations", a, b);
      var ourGradient = ours.backpropGradient(error, NO_WORKSPACES);
      if (!truncated) {
        var theirs = simpleRnn.backpropGradient(error, NO_WORKSPACES);
        close("gradient", ourGradient.getFirst().gradient(), theirs.getFirst().gradient());
        close("input gradient", ourGradient.getSecond(), theirs.getSecond());
      }
    }

    private static void close(String what, INDArray a, INDArray b) {
      double error = largestDifference(a, b) / largest(b);
      if (!(error < 1e-4)) {
        throw new IllegalStateException("Results differ: " + what + " by " + error);
      }
    }

    /** Forward, backward and both. */
    private String times(Layer layer, int repetitions) {
      double[] forward = new double[repetitions];
      double[] backward = new double[repetitions];
      double[] both = new double[repetitions];
      for (int i = -repetitions / 2; i < repetitions; i++) {
        long start = System.nanoTime();
        layer.activate(x, true, NO_WORKSPACES);
        long middle = System.nanoTime();
        layer.backpropGradient(error, NO_WORKSPACES);
        long end = System.nanoTime();
        if (i >= 0) {
          forward[i] = (middle - start) / 1e6;
          backward[i] = (end - middle) / 1e6;
          both[i] = (end - start) / 1e6;
        }
      }
      return " forward "
          + summary(forward)
          + " backward "
          + summary(backward)
          + " both "
          + summary(both);
    }

    private static String summary(double[] times) {
      double[] sorted = times.clone();
      Arrays.sort(sorted);
      return String.format(Locale.ROOT, "%.2f (%.2f)", sorted[sorted.length / 2], sorted[0]);
    }
  }
}
