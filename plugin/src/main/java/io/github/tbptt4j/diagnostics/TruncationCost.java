package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.TruncatedBptt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * What one update of {@link io.github.tbptt4j.TruncatedBpttTrainer} takes with a truncation:
 * arithmetic, memory and time, before anything is trained.
 *
 * <pre>{@code
 * TruncationCost cost = TruncationCost.of(configuration, 20, 60, 32);
 * System.out.println(cost.besideFull(1000));
 * }</pre>
 *
 * <p>With B examples, D inputs, H units and O outputs of a vanilla RNN, an update takes in
 * multiply-adds
 *
 * <pre>
 *   forward    B [F (H^2 + D H) + L H O]        F = k1 ceil(k2 / k1), L = min(k1, k2)
 *   backward   B [k2 (2 H^2 + D H) + 2 L H O]
 * </pre>
 *
 * <p>F is k2 where k1 divides k2; else the window begins between two stored states, and the network
 * runs forward to there. An LSTM has four times those of its units, indices need no product with W,
 * a layer above a trained one also sends an error down. What is counted are matrix products, in the
 * steady state of a stream; the output runs at the steps that have a loss.
 *
 * <p>Times are those of this machine now: {@link #predictedSeconds} extrapolates from updates with
 * short windows, {@link #measuredSeconds} makes the updates themselves. Both train a network that
 * is made for it on random data, on as many threads as a trainer would have; the norm of the
 * gradient is clipped. Without either nothing is run.
 *
 * <p>Sources: Williams and Peng (1990) and Sutskever (2013) for k1 and k2, see {@link
 * TruncatedBptt}.
 */
public final class TruncationCost {
  private static final double MEGA = 1e6;

  private final NetworkWork work;
  private final Timer timer;
  private final int k1;
  private final int k2;
  private final int minibatch;

  private TruncationCost(NetworkWork work, Timer timer, int k1, int k2, int minibatch) {
    this.work = work;
    this.timer = timer;
    this.k1 = requireAtLeastOne("k1", k1);
    this.k2 = requireAtLeastOne("k2", k2);
    this.minibatch = requireAtLeastOne("minibatch", minibatch);
    requireCountable();
  }

  /** More multiply-adds and bytes than a long holds are no cost of anything. */
  private void requireCountable() {
    double step =
        work.inputs()
            + work.forwardStep()
            + work.forwardLoss()
            + work.backwardStep()
            + work.backwardLoss()
            + work.sum(layer -> layer.kept() + 2 * layer.outputs() + 2 * layer.state());
    if (minibatch * ((double) k1 + k2 + 1) * step * work.numberBytes() > Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "k1 ("
              + k1
              + "), k2 ("
              + k2
              + ") and minibatch ("
              + minibatch
              + ") make more multiply-adds or bytes an update than can be counted: give smaller"
              + " ones.");
    }
  }

  /** The network that is timed, and what is known of it; shared by all truncations of it. */
  private static final class Timer {
    private final Supplier<SampleNetwork> network;
    private UpdateTimes times; // null until they are asked for

    Timer(Supplier<SampleNetwork> network) {
      this.network = network;
    }

    synchronized UpdateTimes times() {
      if (times == null) {
        times = UpdateTimes.calibrate(network.get());
      }
      return times;
    }

    synchronized boolean isCalibrated() {
      return times != null;
    }
  }

  /**
   * Counts what an update takes.
   *
   * @param configuration a network with a recurrent layer and a loss at every step
   * @param k1 steps between two updates, at least 1
   * @param k2 steps that each goes back, at least 1
   * @param minibatch B, at least 1
   * @return the cost
   * @throws IllegalArgumentException if a number is below 1 or beyond all counting, or the network
   *     has nothing to truncate
   */
  public static TruncationCost of(
      MultiLayerConfiguration configuration, int k1, int k2, int minibatch) {
    Objects.requireNonNull(configuration, "configuration must not be null.");
    NetworkWork work = NetworkWork.of(configuration);
    Timer timer = new Timer(() -> SampleNetwork.of(configuration, minibatch));
    return new TruncationCost(work, timer, k1, k2, minibatch);
  }

  /**
   * Counts what an update takes.
   *
   * @param configuration a graph with a recurrent layer and a loss at every step
   * @param k1 steps between two updates, at least 1
   * @param k2 steps that each goes back, at least 1
   * @param minibatch B, at least 1
   * @return the cost
   * @throws IllegalArgumentException if a number is below 1 or beyond all counting, or the graph
   *     has nothing to truncate
   */
  public static TruncationCost of(
      ComputationGraphConfiguration configuration, int k1, int k2, int minibatch) {
    Objects.requireNonNull(configuration, "configuration must not be null.");
    NetworkWork work = NetworkWork.of(configuration);
    Timer timer = new Timer(() -> SampleNetwork.of(configuration, minibatch));
    return new TruncationCost(work, timer, k1, k2, minibatch);
  }

  private static int requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
    }
    return value;
  }

  /**
   * The same network with another truncation. What was timed holds for it, too.
   *
   * @param k1 steps between two updates, at least 1
   * @param k2 steps that each goes back, at least 1
   * @return its cost
   */
  public TruncationCost at(int k1, int k2) {
    return new TruncationCost(work, timer, k1, k2, minibatch);
  }

  /**
   * The same network with full BPTT.
   *
   * @param steps T, the length of the sequences, at least 1
   * @return its cost: one update for all of them
   */
  public TruncationCost full(int steps) {
    return at(requireAtLeastOne("steps", steps), steps);
  }

  /** {@return steps between two updates} */
  public int k1() {
    return k1;
  }

  /** {@return steps that each goes back} */
  public int k2() {
    return k2;
  }

  /** {@return B} */
  public int minibatch() {
    return minibatch;
  }

  /** {@return steps whose losses enter: with k2 &lt; k1 the last k2} */
  private int lossSteps() {
    return Math.min(k1, k2);
  }

  /** Steps from the stored state to where the window begins. */
  private int forwardOnlySteps() {
    return (k1 - k2 % k1) % k1;
  }

  /** {@return multiply-adds of the forward pass of an update} */
  public long forwardMultiplyAdds() {
    return minibatch
        * (((long) k2 + forwardOnlySteps()) * work.forwardStep()
            + lossSteps() * work.forwardLoss());
  }

  /** {@return multiply-adds of the backward pass of an update} */
  public long backwardMultiplyAdds() {
    return minibatch * (k2 * work.backwardStep() + lossSteps() * work.backwardLoss());
  }

  /** {@return multiply-adds of an update} */
  public long multiplyAdds() {
    return forwardMultiplyAdds() + backwardMultiplyAdds();
  }

  /** {@return multiply-adds for each time step of the data, k1 of which an update takes in} */
  public double multiplyAddsPerStep() {
    return (double) multiplyAdds() / k1;
  }

  /**
   * Bytes of the inputs that are held: those of the window, and with k2 &lt; k1 those that wait for
   * it.
   *
   * @return grows with k2
   */
  public long inputBytes() {
    return bytes((long) Math.max(k1, k2) * work.inputs());
  }

  /**
   * Bytes of what the forward pass keeps for the backward pass in a window, an LSTM's gates
   * included, and of the states at the ends of windows that later ones begin with.
   *
   * @return grows with k2
   */
  public long stateBytes() {
    long stored = k2 / k1 + 2L;
    return bytes(
        k2 * work.sum(layer -> layer.ofLosses() ? 0 : layer.kept())
            + stored * work.sum(LayerWork::state));
  }

  /**
   * Bytes of the errors on their way back: one for each unit and step of the window.
   *
   * @return grows with k2
   */
  public long errorBytes() {
    return bytes(k2 * work.sum(layer -> layer.ofLosses() ? 0 : layer.outputs()));
  }

  /** {@return bytes that grow with k2: inputs, states and errors} */
  public long growingBytes() {
    return inputBytes() + stateBytes() + errorBytes();
  }

  /**
   * {@return bytes of outputs and their errors at the steps that have a loss, which grow with k1}
   */
  public long outputBytes() {
    return bytes(2L * lossSteps() * work.sum(layer -> layer.ofLosses() ? layer.outputs() : 0));
  }

  /** {@return bytes of the parameters} */
  public long parameterBytes() {
    return work.sum(LayerWork::parameters) * work.numberBytes();
  }

  /** {@return bytes of the gradient} */
  public long gradientBytes() {
    return parameterBytes();
  }

  /** {@return bytes of the updater's state: none for SGD, twice the parameters' for Adam} */
  public long updaterBytes() {
    return work.sum(LayerWork::updaterState) * work.numberBytes();
  }

  /** {@return bytes that don't grow with k2: outputs, parameters, gradient and updater} */
  public long otherBytes() {
    return outputBytes() + parameterBytes() + gradientBytes() + updaterBytes();
  }

  private long bytes(long numbersOfAnExample) {
    return minibatch * numbersOfAnExample * work.numberBytes();
  }

  /**
   * How long an update takes, by what updates with windows of 6 and 24 steps take: a part for each
   * update, one for each step of the window and one for each step with a loss. Found out at the
   * first call, which takes a second (longer for networks with updates of more than 30 ms), and up
   * to twenty where Java is still compiling, as it is when it has just started; further ones of
   * this network, with other truncations, too, take no time.
   *
   * @return seconds, on this machine as busy as it was then
   * @throws IllegalStateException if the network can't be trained in windows, or no data can be
   *     made up for it
   */
  public double predictedSeconds() {
    double forward = work.forwardStep();
    double part = forward / (forward + work.backwardStep());
    return timer.times().predict(k2, lossSteps(), forwardOnlySteps(), part);
  }

  /**
   * How long an update takes, measured: the median over a second of updates, or three calls of a
   * trainer where they take longer. Not kept.
   *
   * @return seconds
   * @throws IllegalStateException if the network can't be trained in windows, or no data can be
   *     made up for it
   */
  public double measuredSeconds() {
    return UpdateTimes.seconds(timer.network.get(), List.of(TruncatedBptt.of(k1, k2)))[0];
  }

  /**
   * This truncation beside full BPTT.
   *
   * @param steps T, the length of the sequences that full BPTT takes as a whole
   * @return a table of both, with predicted times
   */
  public String besideFull(int steps) {
    return table(List.of(this, full(steps)));
  }

  /**
   * Truncation length against memory, reach and speed: a line each. Times are predicted, all at the
   * first one's expense where they are of one network.
   *
   * @param costs at least one
   * @return a table for a terminal
   */
  public static String table(List<TruncationCost> costs) {
    List<String[]> rows = new ArrayList<>();
    rows.add(
        new String[] {
          "k1",
          "k2",
          "memory that grows",
          "other memory",
          "a loss reaches back",
          "multiply-adds a step",
          "an update",
          "a step of data"
        });
    for (TruncationCost cost : costs) {
      double seconds = cost.predictedSeconds();
      rows.add(
          new String[] {
            String.valueOf(cost.k1),
            String.valueOf(cost.k2),
            megabytes(cost.growingBytes()),
            megabytes(cost.otherBytes()),
            cost.reach(),
            String.format(Locale.ROOT, "%.3g million", cost.multiplyAddsPerStep() / MEGA),
            String.format(Locale.ROOT, "%.3g ms", seconds * 1e3),
            String.format(Locale.ROOT, "%.3g ms", seconds / cost.k1 * 1e3)
          });
    }
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    rows.forEach(
        row -> {
          for (int i = 0; i < columns; i++) {
            widths[i] = Math.max(widths[i], row[i].length());
          }
        });
    StringBuilder table = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(" ".repeat(widths[i] - row[i].length())).append(row[i]).append("  ");
      }
      table.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return table.toString();
  }

  private String reach() {
    int least = Math.max(1, k2 - k1 + 1);
    return least == k2 ? k2 + (k2 == 1 ? " step" : " steps") : least + " to " + k2 + " steps";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.3g MB", bytes / MEGA);
  }

  /** {@return one sentence with the numbers; with the time where one was predicted before} */
  @Override
  public String toString() {
    String arithmetic =
        String.format(
            Locale.ROOT,
            "k1 %d, k2 %d, minibatch %d: %.3g million multiply-adds an update (%.3g a step of the"
                + " data), %s that grow with k2 and %s that don't; a loss reaches back %s",
            k1,
            k2,
            minibatch,
            multiplyAdds() / MEGA,
            multiplyAddsPerStep() / MEGA,
            megabytes(growingBytes()),
            megabytes(otherBytes()),
            reach());
    return timer.isCalibrated()
        ? arithmetic
            + String.format(
                Locale.ROOT, "; %.3g ms an update, predicted.", predictedSeconds() * 1e3)
        : arithmetic + ".";
  }
}
