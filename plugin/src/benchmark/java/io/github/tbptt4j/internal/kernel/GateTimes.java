package io.github.tbptt4j.internal.kernel;

import io.github.tbptt4j.internal.kernels.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the {@link Gate} costs of a forward and a backward pass of the default kernel.
 *
 * <pre>
 * mvn -q -B -pl plugin test-compile exec:java \
 *   -Dexec.mainClass=io.github.tbptt4j.internal.kernel.GateTimes
 * </pre>
 */
public final class GateTimes {
  private static final int ROUNDS = 31;
  private static final int REPETITIONS = 2_000;

  private GateTimes() {}

  /** Prints a line for each size, small ones first. */
  public static void main(String[] args) {
    System.out.println("minibatch x nIn x nOut x steps: gate, both passes, share (medians)");
    for (int[] s :
        new int[][] {{1, 8, 16, 20}, {4, 32, 32, 20}, {32, 32, 32, 20}, {32, 64, 128, 20}}) {
      time(s[0], s[1], s[2], s[3]);
    }
  }

  private static void time(int minibatch, int nIn, int nOut, int steps) {
    RnnWeights weights =
        new RnnWeights(
            uniform(nIn, nOut).dup('f'),
            uniform(nOut, nOut).dup('f'),
            uniform(1, nOut),
            new ActivationTanH());
    Tape tape = Tape.blank(new PassMemory(), uniform(minibatch, nOut), steps, nIn, 0, false, false);
    tape.input().assign(uniform(steps, minibatch, nIn));
    INDArray error = uniform(steps, minibatch, nOut);
    List<Window> windows = Window.of(steps, steps, 0, steps);
    RnnGradients gradients =
        new RnnGradients(
            uniform(nIn, nOut).dup('f'),
            uniform(nOut, nOut).dup('f'),
            uniform(1, nOut),
            uniform(steps, minibatch, nIn));
    RnnKernel kernel = Kernels.choose(DataType.FLOAT, weights.activation());
    double infinite = Double.POSITIVE_INFINITY;
    double passes =
        median(
            () -> {
              kernel.forward(weights, tape, true);
              kernel.backward(weights, tape, error, windows, infinite, gradients);
            });
    double gate =
        median(
            () -> {
              Gate.forward(weights, tape);
              Gate.backward(weights, tape, error, windows, infinite, gradients);
            });
    System.out.printf(
        Locale.ROOT,
        "%d x %d x %d x %d: %.2f us, %.1f us, %.2f %%%n",
        minibatch,
        nIn,
        nOut,
        steps,
        gate,
        passes,
        100 * gate / passes);
  }

  private static INDArray uniform(long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape).subi(0.5);
  }

  /** Microseconds of a call. */
  private static double median(Runnable call) {
    double[] times = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      for (int i = 0; i < REPETITIONS; i++) {
        call.run();
      }
      times[round] = (System.nanoTime() - begin) / 1e3 / REPETITIONS;
    }
    Arrays.sort(times);
    return times[ROUNDS / 2];
  }
}
