package io.github.tbptt4j.tuning.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.RungScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the training of a candidate stands: what its checkpoint has beside the network. */
final class TrainingState {
  final List<CurvePoint> curve = new ArrayList<>();
  final List<RungScore> rungScores = new ArrayList<>();
  int epochs; // begun
  long minibatches; // of the present epoch, trained on
  long minibatchesInAll;
  long timeSteps;
  long trainingNanos;
  long evaluationNanos;
  long stateBytes;
  long nextEvaluation;
  Double bestScore;
  INDArray bestParameters;
  int evaluationsWithoutBetter;

  /** Writes it, and what the steps of the training have counted. */
  void write(CheckpointWriter out, long elapsedNanos, TrainingStep step) throws IOException {
    out.number(elapsedNanos);
    out.integer(epochs);
    out.number(minibatches);
    out.number(timeSteps);
    out.number(trainingNanos);
    out.number(evaluationNanos);
    out.number(stateBytes);
    out.number(nextEvaluation);
    out.integer(evaluationsWithoutBetter);
    out.bool(bestScore != null);
    if (bestScore != null) {
      out.real(bestScore);
      out.array(bestParameters);
    }
    out.integer(curve.size());
    for (CurvePoint point : curve) {
      write(point, out);
    }
    step.write(out);
    out.number(minibatchesInAll);
    out.integer(rungScores.size());
    for (RungScore rung : rungScores) {
      write(rung, out);
    }
  }

  /** {@return the time that had elapsed, in nanoseconds} */
  long read(CheckpointReader in, TrainingStep step) throws IOException {
    long elapsedNanos = in.number();
    epochs = in.integer();
    minibatches = in.number();
    timeSteps = in.number();
    trainingNanos = in.number();
    evaluationNanos = in.number();
    stateBytes = in.number();
    nextEvaluation = in.number();
    evaluationsWithoutBetter = in.integer();
    if (in.bool()) {
      bestScore = in.real();
      bestParameters = in.array();
    }
    for (int left = in.integer(); left > 0; left--) {
      curve.add(point(in));
    }
    step.read(in);
    minibatchesInAll = in.number();
    for (int left = in.integer(); left > 0; left--) {
      rungScores.add(rungScore(in));
    }
    return elapsedNanos;
  }

  private static void write(CurvePoint point, CheckpointWriter out) throws IOException {
    out.integer(point.epoch());
    out.number(point.updates());
    out.number(point.timeSteps());
    out.real(point.trainingSeconds());
    write(point.trainingLoss(), out);
    write(point.validationScore(), out);
  }

  private static CurvePoint point(CheckpointReader in) throws IOException {
    return new CurvePoint(
        in.integer(), in.number(), in.number(), in.real(), orNull(in), orNull(in));
  }

  private static void write(RungScore rung, CheckpointWriter out) throws IOException {
    out.integer(rung.rung());
    out.number(rung.updates());
    out.number(rung.timeSteps());
    out.real(rung.trainingSeconds());
    out.real(rung.evaluationSeconds());
    write(rung.score(), out);
  }

  private static RungScore rungScore(CheckpointReader in) throws IOException {
    return new RungScore(in.integer(), in.number(), in.number(), in.real(), in.real(), orNull(in));
  }

  private static void write(Double score, CheckpointWriter out) throws IOException {
    out.bool(score != null);
    if (score != null) {
      out.real(score);
    }
  }

  private static Double orNull(CheckpointReader in) throws IOException {
    return in.bool() ? Double.valueOf(in.real()) : null;
  }
}
