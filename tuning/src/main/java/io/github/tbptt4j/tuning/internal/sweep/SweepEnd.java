package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.SweepResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Picks the winner, and scores it on the test data, once. */
final class SweepEnd {
  private static final int REASONS_SHOWN = 5;

  private SweepEnd() {}

  static SweepResult of(
      SweepSettings sweep, SweepFolder folder, Collection<CandidateResult> finished)
      throws IOException {
    folder.writeScores(new ArrayList<>(finished));
    SweepResult result = SweepResult.read(folder.path());
    if (result.winner().isPresent()) {
      return result;
    }
    CandidateResult best = result.best().orElseThrow(() -> nothingScored(sweep, folder, finished));
    Double testScore =
        sweep
            .data()
            .test()
            .map(
                test ->
                    sweep
                        .data()
                        .metric()
                        .measure(result.loadModel(best.index()), test, sweep.data().continuous()))
            .orElse(null);
    folder.writeWinner(new SweepResult.Winner(best.index(), best.validationScore(), testScore));
    return SweepResult.read(folder.path());
  }

  private static IllegalStateException nothingScored(
      SweepSettings sweep, SweepFolder folder, Collection<CandidateResult> finished) {
    if (finished.isEmpty() && sweep.time() == null) {
      return new IllegalStateException(
          "There was nothing to try: the space's constraints allow none of the values drawn.");
    }
    if (finished.isEmpty()) {
      return new IllegalStateException(
          "The time ("
              + SweepProgress.shortly(sweep.time())
              + ") was over before any candidate had been trained.");
    }
    Map<String, Long> reasons =
        finished.stream()
            .map(result -> result.failure() == null ? "" + result.outcome() : result.failure())
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    if (finished.size() == 1) {
      return new IllegalStateException(
          "The training failed: " + reasons.keySet().iterator().next());
    }
    return new IllegalStateException(
        "None of "
            + finished.size()
            + " candidates has a score. "
            + reasons.entrySet().stream()
                .limit(REASONS_SHOWN)
                .map(reason -> "\n  " + reason.getValue() + " times: " + reason.getKey())
                .collect(Collectors.joining())
            + "\nStack traces are in "
            + folder.path()
            + "/candidates/*/failure.txt.");
  }
}
