package io.github.tbptt4j.tuning.benchmark;

import io.github.tbptt4j.tuning.internal.search.Axis;
import io.github.tbptt4j.tuning.internal.search.ContinuousAxis;
import io.github.tbptt4j.tuning.internal.search.ListAxis;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Functions that optimisers are usually compared on, over [0, 1] on each axis. */
record TestFunction(
    String name, List<Axis> axes, double optimum, ToDoubleFunction<double[]> function)
    implements Problem {
  private static final double[] HARTMANN_WEIGHTS = {1, 1.2, 3, 3.2};
  private static final double[][] HARTMANN_A = {
    {10, 3, 17, 3.5, 1.7, 8}, {0.05, 10, 17, 0.1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8}, {17, 8, 0.05, 10, 0.1, 14}
  };
  private static final double[][] HARTMANN_P = {
    {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
    {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
    {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
    {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
  };

  static List<Problem> all() {
    return List.of(
        new TestFunction("Branin", continuous(2), 0.397887, TestFunction::branin),
        new TestFunction("Rosenbrock, 4 axes", continuous(4), 0, TestFunction::rosenbrock),
        new TestFunction("Hartmann, 6 axes", continuous(6), -3.32237, TestFunction::hartmann),
        truncations());
  }

  private static List<Axis> continuous(int axes) {
    return Collections.nCopies(axes, new ContinuousAxis());
  }

  @Override
  public double value(double[] genes) {
    return function.applyAsDouble(genes);
  }

  /** On [-5, 10] x [0, 15]. */
  private static double branin(double[] genes) {
    double x = 15 * genes[0] - 5;
    double y = 15 * genes[1];
    double a = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
    return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  }

  /** On [-2, 2] each. */
  private static double rosenbrock(double[] genes) {
    double sum = 0;
    for (int i = 0; i + 1 < genes.length; i++) {
      double x = 4 * genes[i] - 2;
      double next = 4 * genes[i + 1] - 2;
      sum += 100 * (next - x * x) * (next - x * x) + (1 - x) * (1 - x);
    }
    return sum;
  }

  private static double hartmann(double[] genes) {
    double sum = 0;
    for (int i = 0; i < HARTMANN_WEIGHTS.length; i++) {
      double exponent = 0;
      for (int j = 0; j < genes.length; j++) {
        double distance = genes[j] - HARTMANN_P[i][j];
        exponent += HARTMANN_A[i][j] * distance * distance;
      }
      sum -= HARTMANN_WEIGHTS[i] * Math.exp(-exponent);
    }
    return sum;
  }

  /**
   * Shaped as sweeps over truncations are: fixed or adaptive, k1 of 1 to 50 and k2 of 5 to 400 on
   * logarithmic axes with k2 at least k1 where it is fixed, a bias where it is adaptive, a learning
   * rate in both cases. The best is k1 = 6, k2 = 96.
   */
  private static Problem truncations() {
    return new Problem() {
      @Override
      public String name() {
        return "k1, k2, conditional";
      }

      @Override
      public List<Axis> axes() {
        ContinuousAxis any = new ContinuousAxis();
        return List.of(ListAxis.ofCategories(2), any, any, any, any);
      }

      @Override
      public boolean isActive(int axis, double[] genes) {
        boolean fixed = genes[0] < 0.5;
        return axis == 0 || axis == 4 || (axis == 3 ? !fixed : fixed);
      }

      private static double length(double from, double to, double gene) {
        return Math.rint(from * Math.pow(to / from, gene));
      }

      @Override
      public boolean allows(double[] genes) {
        return !isActive(1, genes) || length(5, 400, genes[2]) >= length(1, 50, genes[1]);
      }

      @Override
      public double value(double[] genes) {
        double rate = 2 * genes[4] - 1.1; // decades from the best
        double k1 = Math.log(length(1, 50, genes[1]) / 6) / Math.log(2);
        double k2 = Math.log(length(5, 400, genes[2]) / 96) / Math.log(2);
        double truncation =
            isActive(1, genes)
                ? 0.04 * k2 * k2 + 0.01 * k1 * k1
                : 0.05 + 0.3 * Math.abs(genes[3] - 0.2);
        return truncation + 0.3 * rate * rate;
      }

      @Override
      public double optimum() {
        return 0;
      }
    };
  }
}
