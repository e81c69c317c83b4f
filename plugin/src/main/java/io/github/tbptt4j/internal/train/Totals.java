package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What one or several updates did, in sums. */
public final class Totals {
  private Losses losses = Losses.NONE;
  private double scoreSum;
  private double penaltySum; // over updates; NaN without
  private int passes; // windows that were run backward
  private int depth;
  private long depthSum;
  private double lastNorm = Double.NaN;
  private double normSum;
  private double maxNorm = Double.NaN;
  private int finiteNorms;
  private int clipped;
  private int skipped;
  private int emptyWindows;
  private long timeSteps;
  private final List<TruncationChoice> choices = new ArrayList<>();

  /** Of nothing. */
  Totals() {}

  void write(CheckpointWriter out) throws IOException {
    out.reals(losses.sums());
    out.reals(losses.counts());
    out.real(scoreSum);
    out.real(penaltySum);
    out.integer(passes);
    out.integer(depth);
    out.number(depthSum);
    out.real(lastNorm);
    out.real(normSum);
    out.real(maxNorm);
    out.integer(finiteNorms);
    out.integer(clipped);
    out.integer(skipped);
    out.integer(emptyWindows);
    out.number(timeSteps);
    out.integer(choices.size());
    for (TruncationChoice choice : choices) {
      out.integer(choice.iteration());
      out.integer(choice.k());
      out.real(choice.relativeBias());
      out.real(choice.decay());
    }
  }

  static Totals read(CheckpointReader in) throws IOException {
    Totals totals = new Totals();
    totals.losses = new Losses(in.reals(), in.reals());
    totals.scoreSum = in.real();
    totals.penaltySum = in.real();
    totals.passes = in.integer();
    totals.depth = in.integer();
    totals.depthSum = in.number();
    totals.lastNorm = in.real();
    totals.normSum = in.real();
    totals.maxNorm = in.real();
    totals.finiteNorms = in.integer();
    totals.clipped = in.integer();
    totals.skipped = in.integer();
    totals.emptyWindows = in.integer();
    totals.timeSteps = in.number();
    for (int left = in.integer(); left > 0; left--) {
      totals.choices.add(new TruncationChoice(in.integer(), in.integer(), in.real(), in.real()));
    }
    return totals;
  }

  static Totals of(
      Losses losses,
      double score,
      double penalty,
      int depth,
      UpdateStep.Outcome outcome,
      long timeSteps) {
    Totals one = new Totals();
    one.losses = losses;
    one.scoreSum = score;
    one.passes = 1;
    one.depth = depth;
    one.depthSum = depth;
    one.lastNorm = outcome.norm();
    if (Double.isFinite(outcome.norm())) {
      one.penaltySum = penalty;
      one.normSum = outcome.norm();
      one.maxNorm = outcome.norm();
      one.finiteNorms = 1;
    } else {
      one.skipped = 1;
    }
    one.clipped = outcome.clipped() ? 1 : 0;
    one.timeSteps = timeSteps;
    return one;
  }

  /** A window without any loss, which was run forward only. */
  static Totals ofEmptyWindow(long timeSteps) {
    Totals one = new Totals();
    one.emptyWindows = 1;
    one.timeSteps = timeSteps;
    return one;
  }

  /** Adds what a truncation chose. */
  void add(TruncationChoice choice) {
    choices.add(choice);
  }

  /** Adds later updates. */
  void add(Totals later) {
    losses = losses.plus(later.losses);
    scoreSum += later.scoreSum;
    penaltySum += later.penaltySum;
    passes += later.passes;
    depth = Math.max(depth, later.depth);
    depthSum += later.depthSum;
    if (later.passes > 0) {
      lastNorm = later.lastNorm;
    }
    normSum += later.normSum;
    maxNorm = Double.isNaN(maxNorm) ? later.maxNorm : Math.max(maxNorm, orZero(later.maxNorm));
    finiteNorms += later.finiteNorms;
    clipped += later.clipped;
    skipped += later.skipped;
    emptyWindows += later.emptyWindows;
    timeSteps += later.timeSteps;
    choices.addAll(later.choices);
  }

  private static double orZero(double norm) {
    return Double.isNaN(norm) ? 0 : norm;
  }

  /** {@return what the user is told} */
  public FitReport report() {
    return new FitReport(
        losses.sumOfMeans(),
        scoreSum / passes,
        passes - skipped,
        depth,
        (double) depthSum / passes,
        lastNorm,
        normSum / finiteNorms,
        maxNorm,
        clipped,
        skipped,
        emptyWindows,
        timeSteps,
        List.copyOf(choices),
        penaltySum / finiteNorms);
  }
}
