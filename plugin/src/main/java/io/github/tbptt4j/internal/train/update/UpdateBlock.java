package io.github.tbptt4j.internal.train.update;

import io.github.tbptt4j.internal.nativemem.Floats;
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

  private final UpdaterBlock block;
  private final Updaters.Schedule schedule;
  private final List<Penalty> penalties;
  private final int first;
  private final int length;
  private final int stateFirst;
  private final float[] g = new float[Rule.BLOCK];
  private final float[] p = new float[Rule.BLOCK];
  private final float[][] state;

  UpdateBlock(UpdaterBlock block, Updaters.Schedule schedule) {
    this.block = block;
    this.schedule = schedule;
    first = block.getParamOffsetStart();
    length = block.getParamOffsetEnd() - first;
    stateFirst = block.getUpdaterViewOffsetStart();
    int states = (block.getUpdaterViewOffsetEnd() - stateFirst) / Math.max(1, length);
    state = new float[states][Rule.BLOCK];
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
  void apply(
      Floats parameters, Floats gradient, Floats states, float scale, int iteration, int epoch) {
    Rule rule = schedule.at(iteration, epoch);
    if (penalties.isEmpty()) {
      eachPart(
          (at, n) -> {
            read(gradient, at, n, scale);
            step(rule, states, at, n);
            write(parameters, gradient, at, n);
          });
      return;
    }
    eachPart(
        (at, n) -> {
          read(gradient, at, n, scale);
          gradient.put(first + at, g, n);
        });
    penalise(ApplyStep.BEFORE_UPDATER, iteration, epoch);
    eachPart(
        (at, n) -> {
          read(gradient, at, n, 1);
          step(rule, states, at, n);
          gradient.put(first + at, g, n);
        });
    penalise(ApplyStep.POST_UPDATER, iteration, epoch);
    eachPart(
        (at, n) -> {
          read(gradient, at, n, 1);
          write(parameters, gradient, at, n);
        });
  }

  private interface Part {
    void at(int offset, int n);
  }

  private void eachPart(Part part) {
    for (int at = 0; at < length; at += Rule.BLOCK) {
      part.at(at, Math.min(Rule.BLOCK, length - at));
    }
  }

  private void read(Floats gradient, int at, int n, float scale) {
    gradient.get(first + at, g, n);
    if (scale != 1) {
      for (int i = 0; i < n; i++) {
        g[i] *= scale;
      }
    }
  }

  private void step(Rule rule, Floats states, int at, int n) {
    for (int s = 0; s < state.length; s++) {
      states.get(stateFirst + s * length + at, state[s], n);
    }
    rule.apply(g, state, n);
    for (int s = 0; s < state.length; s++) {
      states.put(stateFirst + s * length + at, state[s], n);
    }
  }

  /** DL4J's listeners find the update where the gradient was. */
  private void write(Floats parameters, Floats gradient, int at, int n) {
    parameters.get(first + at, p, n);
    for (int i = 0; i < n; i++) {
      p[i] -= g[i];
    }
    parameters.put(first + at, p, n);
    gradient.put(first + at, g, n);
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
