package io.github.tbptt4j.internal.train.update;

import io.github.tbptt4j.internal.nativemem.Floats;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/** Consecutive parameters with one updater. */
final class UpdateBlock {
  /** A penalty on some of them, as DL4J adds it. */
  private record Penalty(Regularization regularization, INDArray parameters, INDArray gradient) {
    void add(double learningRate, int iteration, int epoch) {
      regularization.apply(parameters, gradient, learningRate, iteration, epoch);
    }
  }

  /** Parameters that are worth a thread. */
  private static final int WORTH_A_WORKER = 1 << 15;

  /** What a thread works in. */
  private final class Desk {
    private final Floats parameters = allParameters.forAnotherThread();
    private final Floats gradient = allGradients.forAnotherThread();
    private final Floats states = allStates == null ? null : allStates.forAnotherThread();
    private final float[] g = new float[Rule.BLOCK];
    private final float[] p = new float[Rule.BLOCK];
    private final float[][] state = new float[statesEach][Rule.BLOCK];
  }

  private final UpdaterBlock block;
  private final Updaters.Schedule schedule;
  private final List<Penalty> penalties;
  private final Floats allParameters;
  private final Floats allGradients;
  private final Floats allStates; // null where no updater has any
  private final int first;
  private final int length;
  private final int stateFirst;
  private final int statesEach;
  private final List<Desk> desks = new ArrayList<>();

  /**
   * A block.
   *
   * @param parameters of all blocks
   * @param gradients of all blocks
   * @param states of all blocks, null where no updater has any
   */
  UpdateBlock(
      UpdaterBlock block,
      Updaters.Schedule schedule,
      Floats parameters,
      Floats gradients,
      Floats states) {
    this.block = block;
    this.schedule = schedule;
    allParameters = parameters;
    allGradients = gradients;
    allStates = states;
    first = block.getParamOffsetStart();
    length = block.getParamOffsetEnd() - first;
    stateFirst = block.getUpdaterViewOffsetStart();
    statesEach = (block.getUpdaterViewOffsetEnd() - stateFirst) / Math.max(1, length);
    penalties =
        block.getLayersAndVariablesInBlock().stream().flatMap(UpdateBlock::penalties).toList();
  }

  private static java.util.stream.Stream<Penalty> penalties(ParamState of) {
    List<Regularization> all =
        of.getLayer().getConfig().getRegularizationByParam(of.getParamName());
    return all == null
        ? java.util.stream.Stream.empty()
        : all.stream().map(r -> new Penalty(r, of.getParamView(), of.getGradView()));
  }

  /**
   * One update.
   *
   * @param scale what the gradient is multiplied by first
   */
  void apply(float scale, int iteration, int epoch) {
    Rule rule = schedule.at(iteration, epoch);
    if (penalties.isEmpty()) {
      eachPart(
          (desk, at, n) -> {
            read(desk, at, n, scale);
            step(desk, rule, at, n);
            write(desk, at, n);
          });
      return;
    }
    eachPart(
        (desk, at, n) -> {
          read(desk, at, n, scale);
          desk.gradient.put(first + at, desk.g, n);
        });
    penalise(ApplyStep.BEFORE_UPDATER, iteration, epoch);
    eachPart(
        (desk, at, n) -> {
          read(desk, at, n, 1);
          step(desk, rule, at, n);
          desk.gradient.put(first + at, desk.g, n);
        });
    penalise(ApplyStep.POST_UPDATER, iteration, epoch);
    eachPart(
        (desk, at, n) -> {
          read(desk, at, n, 1);
          write(desk, at, n);
        });
  }

  private interface Part {
    void at(Desk desk, int offset, int n);
  }

  private void eachPart(Part part) {
    int pieces = (length + Rule.BLOCK - 1) / Rule.BLOCK;
    int threads = Math.max(1, Math.min(Workers.count(), length / WORTH_A_WORKER));
    while (desks.size() < threads) {
      desks.add(new Desk());
    }
    Workers.run(
        threads,
        thread -> {
          int end = Workers.begin(thread + 1, threads, pieces);
          for (int piece = Workers.begin(thread, threads, pieces); piece < end; piece++) {
            int at = piece * Rule.BLOCK;
            part.at(desks.get(thread), at, Math.min(Rule.BLOCK, length - at));
          }
        });
  }

  private void read(Desk desk, int at, int n, float scale) {
    float[] g = desk.g;
    desk.gradient.get(first + at, g, n);
    if (scale != 1) {
      for (int i = 0; i < n; i++) {
        g[i] *= scale;
      }
    }
  }

  private void step(Desk desk, Rule rule, int at, int n) {
    float[][] state = desk.state;
    for (int s = 0; s < state.length; s++) {
      desk.states.get(stateFirst + s * length + at, state[s], n);
    }
    rule.apply(desk.g, state, n);
    for (int s = 0; s < state.length; s++) {
      desk.states.put(stateFirst + s * length + at, state[s], n);
    }
  }

  /** DL4J's listeners find the update where the gradient was. */
  private void write(Desk desk, int at, int n) {
    float[] g = desk.g;
    float[] p = desk.p;
    desk.parameters.get(first + at, p, n);
    for (int i = 0; i < n; i++) {
      p[i] -= g[i];
    }
    desk.parameters.put(first + at, p, n);
    desk.gradient.put(first + at, g, n);
  }

  private void penalise(ApplyStep when, int iteration, int epoch) {
    var config = block.getGradientUpdater().getConfig();
    double learningRate = config.hasLearningRate() ? config.getLearningRate(iteration, epoch) : 1.0;
    for (Penalty penalty : penalties) {
      if (penalty.regularization.applyStep() == when) {
        penalty.add(learningRate, iteration, epoch);
      }
    }
  }
}
