package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.RungScore;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.arbiter.CandidateConfiguration;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.forecast.TrainingRecipe;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A candidate of a sweep that is trained once more.
 *
 * @param sweep the sweep
 * @param candidate what came of it there
 */
record Retrained(SweepResult sweep, CandidateResult candidate) {

  /** The candidate of a sweep's folder; null for the winner. */
  static Retrained of(Path folder, Integer number) {
    SweepResult sweep = SweepResult.read(folder);
    CandidateResult candidate =
        number == null
            ? sweep
                .best()
                .orElseThrow(
                    () -> new IllegalArgumentException(folder + " has no candidate with a score."))
            : sweep.candidates().stream()
                .filter(one -> one.index() == number)
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "%s has no candidate %d that has ended, but %s."
                                .formatted(folder, number, numbers(sweep))));
    return new Retrained(sweep, candidate);
  }

  private static String numbers(SweepResult sweep) {
    List<CandidateResult> there = sweep.candidates();
    return there.isEmpty()
        ? "none at all"
        : there.get(0).index() + " to " + there.get(there.size() - 1).index();
  }

  TruncationSweep.Builder sweep(SequenceData data) {
    return sweep.retraining(candidate.index(), data);
  }

  /** How it is trained, for a model that is trained again later; null where that can't be said. */
  TrainingRecipe recipe(SequenceData data, Integer streams) {
    CandidateConfiguration configuration = sweep.configurationOf(candidate.index());
    List<BaseRecurrentLayer> layers = configuration.recurrentLayers();
    if (configuration.trainerTruncation().isEmpty()
        || configuration.clipGlobalNorm().isEmpty()
        || layers.isEmpty()
        || !(layers.get(0).getIUpdater() instanceof Adam adam)) {
      return null;
    }
    return new TrainingRecipe(
        (int) layers.get(0).getNOut(),
        layers.size(),
        adam.getLearningRate(),
        configuration.clipGlobalNorm().get(),
        configuration.trainerTruncation().get(),
        sweep.limits(),
        streams,
        candidate.seed());
  }

  /** Says whether it is what it was. */
  void print(SweepResult again, PrintWriter to) {
    CandidateResult now = again.candidates().get(0);
    boolean stopped = candidate.outcome() == Outcome.STOPPED;
    Double there = candidate.validationScore();
    Double here = stopped ? atRung(now, candidate.rungs().size() - 1) : now.validationScore();
    String where = stopped ? " where the sweep stopped it" : "";
    if (there != null && there.equals(here)) {
      to.println(
          "candidate " + candidate.index() + ": the sweep's score" + where + ", bit for bit");
    } else {
      to.printf(
          "candidate %d: %s%s, not the sweep's %s: another machine, or another version%n",
          candidate.index(), here, where, there);
    }
    to.flush();
  }

  private static Double atRung(CandidateResult result, int rung) {
    List<RungScore> rungs = result.rungs();
    return rung < rungs.size() ? rungs.get(rung).score() : result.validationScore();
  }
}
