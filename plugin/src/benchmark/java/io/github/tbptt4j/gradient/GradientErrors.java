package io.github.tbptt4j.gradient;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.gradient.GradientTest.Case;
import io.github.tbptt4j.internal.kernels.Kernels;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Prints how far the layer's gradients are from finite differences, the largest relative error over
 * parameters and inputs and over every k1 and k2, in double precision.
 */
public final class GradientErrors {
  private GradientErrors() {}

  /**
   * Prints the table in Markdown, for the kernel that the system property forces or the default.
   */
  public static void main(String[] args) {
    System.out.println("Largest relative error over all k1, k2, in double precision:");
    System.out.println();
    System.out.println(
        "| activation | kernel | mask | layout | whole sequence, k1, k2 = 1..7, T = 5 | third"
            + " segment, k1 = 1..6, k2 = 1..14 |");
    System.out.println("|---|---|---|---|---|---|");
    for (Activation activation :
        List.of(
            Activation.TANH,
            Activation.SIGMOID,
            Activation.RELU,
            Activation.IDENTITY,
            Activation.SOFTPLUS)) {
      String kernel = Kernels.choose(DataType.DOUBLE, activation.getActivationFunction()).name();
      for (boolean masked : new boolean[] {false, true}) {
        for (RNNFormat format : RNNFormat.values()) {
          System.out.println(
              String.format(
                  Locale.ROOT,
                  "| %s | %s | %s | %s | %.1e | %.1e |",
                  activation.name().toLowerCase(Locale.ROOT),
                  kernel,
                  masked ? "ragged" : "none",
                  format,
                  worst(new Case(kernel, activation, masked, format, 0), 7, 7),
                  worst(new Case(kernel, activation, masked, format, 7), 6, 14, 4, 3)));
        }
      }
    }
  }

  private static double worst(Case which, int maxK1, int maxK2, int... historySegments) {
    double worst = 0.0;
    for (int k1 = 1; k1 <= maxK1; k1++) {
      for (int k2 = 1; k2 <= maxK2; k2++) {
        worst = Math.max(worst, which.error(TruncatedBptt.of(k1, k2), historySegments));
      }
    }
    return worst;
  }
}
