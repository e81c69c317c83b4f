package io.github.tbptt4j.internal.spectrum;

import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.layer.SinglePass;
import io.github.tbptt4j.internal.nativemem.Doubles;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The matrices M_t = RW diag(f'(z_t)) that a layer goes through on some sequences.
 *
 * @param units n
 * @param recurrentWeights RW, [n, n] in c order
 * @param slopes f'(z), [T, B, n]
 * @param examples B
 * @param walks where errors can go
 */
public record Trajectory(
    int units, double[] recurrentWeights, double[] slopes, int examples, List<Walk> walks) {

  /**
   * Real steps of an example in a row, at least two: a masked step has a state of zero whatever was
   * before, and no way leads over it.
   *
   * @param example which
   * @param first the step before the first transition
   * @param transitions M of the steps first + 1 .. first + transitions
   */
  public record Walk(int example, int first, int transitions) {}

  /**
   * Runs a layer.
   *
   * @param layer the layer
   * @param input what it reads, in its own layout
   * @param mask [B, T], or null
   * @throws IllegalStateException if a state isn't finite
   */
  static Trajectory of(Recurrence layer, INDArray input, INDArray mask) {
    Tape pass = SinglePass.read(layer.name(), layer.conf(), input, mask);
    if (layer.direction() == Recurrence.Direction.BACKWARD) {
      reverse(pass.input());
      if (mask != null) {
        reverse(pass.mask());
      }
    }
    SinglePass.run(layer.weights(), pass);
    int steps = Math.toIntExact(pass.state().size(0));
    int examples = Math.toIntExact(pass.state().size(1));
    requireFinite(layer, Doubles.of(pass.state()), examples);
    double[] slopes = Doubles.of(Slopes.at(layer.activation(), pass.preActivation()));
    double[] real = pass.mask() == null ? null : Doubles.of(pass.mask());
    List<Walk> walks = new ArrayList<>();
    for (int example = 0; example < examples; example++) {
      addWalks(walks, real, steps, examples, example);
    }
    return new Trajectory(
        layer.units(), layer.recurrentWeights(), slopes, examples, List.copyOf(walks));
  }

  private static void reverse(INDArray steps) {
    INDArray before = steps.dup('c');
    int last = Math.toIntExact(steps.size(0)) - 1;
    for (int t = 0; t <= last; t++) {
      Tape.step(steps, t).assign(Tape.step(before, last - t));
    }
  }

  private static void requireFinite(Recurrence layer, double[] states, int examples) {
    for (int i = 0; i < states.length; i++) {
      if (!Double.isFinite(states[i])) {
        int row = i / layer.units();
        throw new IllegalStateException(
            "The state of "
                + layer.name()
                + " is "
                + states[i]
                + " at time step "
                + row / examples
                + " of example "
                + row % examples
                + ": it has grown beyond all numbers. Give shorter sequences, or look at its"
                + " weights without data.");
      }
    }
  }

  private static void addWalks(
      List<Walk> walks, double[] real, int steps, int examples, int example) {
    int first = 0;
    for (int t = 0; t <= steps; t++) {
      if (t == steps || (real != null && real[t * examples + example] == 0)) {
        if (t - first > 1) {
          walks.add(new Walk(example, first, t - first - 1));
        }
        first = t + 1;
      }
    }
  }

  /** {@return the transitions of the longest walk, 0 for none} */
  public int longest() {
    return walks.stream().mapToInt(Walk::transitions).max().orElse(0);
  }

  /** Where f'(z_t) of an example begins in {@link #slopes}. */
  private int slopesAt(int example, int t) {
    return (t * examples + example) * units;
  }

  /** M_t, [n, n] in c order: row i is scaled column by column by f'. */
  double[] matrix(int example, int t) {
    int at = slopesAt(example, t);
    double[] matrix = new double[units * units];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = recurrentWeights[i] * slopes[at + i % units];
    }
    return matrix;
  }

  /** Multiplies each of some columns, [n, k] in f order, by f'(z_t), unit by unit. */
  void scale(double[] columns, int example, int t) {
    int at = slopesAt(example, t);
    for (int i = 0; i < columns.length; i++) {
      columns[i] *= slopes[at + i % units];
    }
  }
}
