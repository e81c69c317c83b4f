package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.BaselineResult;
import io.github.tbptt4j.tuning.ConfigurationResult;
import io.github.tbptt4j.tuning.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which candidate to take and why, in sentences made from the numbers. */
final class Advice {
  /** Scores that differ by less are as good as equal where time counts. */
  private static final double TOLERANCE = 0.01;

  private static final double LEVEL = 0.95;

  /** Less than that is no reason to take another candidate. */
  private static final double WORTHWHILE_SPEEDUP = 1.2;

  /** Would be written as 0.0 %. */
  private static final double TIE_PERCENT = 0.05;

  private Advice() {}

  /** {@return sentences, the most important first} */
  static List<String> of(Findings findings) {
    List<TradeOff> ranking = findings.bestFirst();
    if (ranking.isEmpty()) {
      return List.of("No candidate has a score: see below why.");
    }
    TradeOff best = findings.best().orElse(ranking.get(0));
    List<String> sentences = new ArrayList<>();
    sentences.add(take(best, findings));
    testScore(findings).ifPresent(sentences::add);
    bestBaseline(findings).map(other -> beside(other, best, findings)).ifPresent(sentences::add);
    if (hasSeveralSeeds(findings)) {
      withinNoise(best, findings).ifPresent(sentences::add);
    } else {
      faster(best, ranking).ifPresent(other -> sentences.add(insteadForTime(best, other)));
    }
    sentences.add(depth(best));
    effectOfK2(best, findings).ifPresent(sentences::add);
    return sentences;
  }

  private static boolean hasSeveralSeeds(Findings findings) {
    return findings.configurations().stream().anyMatch(one -> one.candidates().size() > 1);
  }

  private static Optional<ConfigurationResult> configuration(TradeOff row, Findings findings) {
    return findings.configurations().stream()
        .filter(one -> one.index() == row.candidate().configuration())
        .findFirst();
  }

  private static String takeOfSeveralSeeds(
      TradeOff best, ConfigurationResult seeds, Findings findings) {
    String interval =
        seeds
            .interval(LEVEL)
            .map(
                i ->
                    ", 95 %% interval %s to %s"
                        .formatted(Format.score(i.low()), Format.score(i.high())))
            .orElse("");
    return "Take candidate %s (%s): the mean validation score of its configuration over %d seeds, %s %s%s, is the %s of %d."
        .formatted(
            best.name(),
            best.choice(),
            seeds.candidates().size(),
            Format.score(seeds.meanScore()),
            findings.metric(),
            interval,
            findings.lowerIsBetter() ? "lowest" : "highest",
            findings.configurations().stream().filter(ConfigurationResult::hasScore).count());
  }

  /** Where the best can't be told from others, the cheapest of them. */
  private static Optional<String> withinNoise(TradeOff best, Findings findings) {
    List<ConfigurationResult> equal = findings.withinNoise();
    if (equal.size() < 2) {
      return Optional.of("No other configuration is within the noise of its seeds.");
    }
    ConfigurationResult cheapest = equal.get(0);
    String others = equal.size() == 2 ? "another one" : "%d others".formatted(equal.size() - 1);
    if (cheapest.index() == best.candidate().configuration()) {
      return Optional.of("The seeds can't tell it from %s; it is the cheapest.".formatted(others));
    }
    TradeOff row =
        findings.rows().stream()
            .filter(one -> one.candidate().configuration() == cheapest.index())
            .findFirst()
            .orElseThrow();
    return Optional.of(
        "The seeds can't tell it from %s: where time counts, take configuration %d (%s): mean %s after %s of training, where it takes %s."
            .formatted(
                others,
                cheapest.index(),
                row.choice(),
                Format.score(cheapest.meanScore()),
                Format.seconds(cheapest.trainingSeconds()),
                Format.seconds(best.trainingSeconds())));
  }

  private static String take(TradeOff best, Findings findings) {
    Optional<ConfigurationResult> seeds =
        configuration(best, findings).filter(one -> one.candidates().size() > 1 && one.hasScore());
    if (seeds.isPresent()) {
      return takeOfSeveralSeeds(best, seeds.get(), findings);
    }
    int scored = findings.bestFirst().size();
    return "Take candidate %s (%s): its validation score of %s %s is the %s of %d, after %s of training."
        .formatted(
            best.name(),
            best.choice(),
            Format.score(best.score()),
            findings.metric(),
            findings.lowerIsBetter() ? "lowest" : "highest",
            scored,
            Format.seconds(best.trainingSeconds()));
  }

  private static Optional<String> testScore(Findings findings) {
    return findings
        .winner()
        .filter(winner -> winner.testScore() != null)
        .map(
            winner ->
                "On the test data, which no decision has seen, candidate #%d scores %s %s."
                    .formatted(
                        winner.index(), Format.score(winner.testScore()), findings.metric()));
  }

  private static Optional<BaselineResult> bestBaseline(Findings findings) {
    Comparator<BaselineResult> byScore = Comparator.comparing(BaselineResult::validationScore);
    return findings.baselines().stream()
        .filter(baseline -> baseline.validationScore() != null)
        .min(findings.lowerIsBetter() ? byScore : byScore.reversed());
  }

  private static String beside(BaselineResult baseline, TradeOff best, Findings findings) {
    double gap = (baseline.validationScore() - best.score()) * (findings.lowerIsBetter() ? 1 : -1);
    double other = gap > 0 ? baseline.validationScore() : best.score(); // of the one that loses
    double percent = 100 * Math.abs(gap / other);
    if (gap == 0 || percent < TIE_PERCENT) {
      return "What anybody would try first, %s, is as good and simpler: it scores %s."
          .formatted(baseline.name(), Format.score(baseline.validationScore()));
    }
    String share = String.format(Locale.ROOT, "%.1f %%", percent);
    return gap > 0
        ? "The best of what anybody would try first, %s, scores %s: it is better by %s."
            .formatted(baseline.name(), Format.score(baseline.validationScore()), share)
        : "It is not worth taking: %s, which anybody would try first, scores %s, better by %s."
            .formatted(baseline.name(), Format.score(baseline.validationScore()), share);
  }

  /** {@return the fastest of those that are as good as the best, if it is much faster} */
  static Optional<TradeOff> faster(TradeOff best, List<TradeOff> ranking) {
    double tolerance = TOLERANCE * Math.abs(best.score());
    return ranking.stream()
        .filter(row -> isStopped(best) || !isStopped(row))
        .filter(row -> Math.abs(row.score() - best.score()) <= tolerance)
        .min(Comparator.comparing(TradeOff::trainingSeconds))
        .filter(row -> best.trainingSeconds() >= WORTHWHILE_SPEEDUP * row.trainingSeconds());
  }

  /** Its time and score are those of a part of a training. */
  private static boolean isStopped(TradeOff row) {
    return row.candidate().outcome() == Outcome.STOPPED;
  }

  private static String insteadForTime(TradeOff best, TradeOff other) {
    return "Where time counts, take %s (%s): %s, within 1 %%, after %s of training, %s times less."
        .formatted(
            other.name(),
            other.choice(),
            Format.score(other.score()),
            Format.seconds(other.trainingSeconds()),
            ratio(best.trainingSeconds(), other.trainingSeconds()));
  }

  private static String depth(TradeOff best) {
    Integer maxDepth = best.candidate().maxDepth();
    String reach =
        maxDepth == null
            ? Findings.isOfAnotherKind(best.candidate())
                ? "Its gradient reaches back through a random number of steps, " + best.choice()
                : "Its gradient reaches back through whole sequences"
            : "Its gradient reaches back through %d to %d steps"
                .formatted(best.candidate().guaranteedDepth(), maxDepth);
    return reach
        + best.lag()
            .map(lag -> "; it learned to recall a symbol over " + Lags.text(lag) + " steps.")
            .orElse(".");
  }

  /** {@return what a larger k2 than the best's changed, everything else equal} */
  private static Optional<String> effectOfK2(TradeOff best, Findings findings) {
    if (best.candidate().k2() == null) {
      return Optional.empty();
    }
    return withLargestK2(best, findings)
        .map(
            other ->
                "With k2 = %d in place of %d, everything else equal, the score is %s and a time step takes %s times as long."
                    .formatted(
                        other.candidate().k2(),
                        best.candidate().k2(),
                        Format.score(other.score()),
                        ratio(
                            other.candidate().microsecondsPerTimeStep(),
                            best.candidate().microsecondsPerTimeStep())));
  }

  private static Optional<TradeOff> withLargestK2(TradeOff best, Findings findings) {
    return findings.bestFirst().stream()
        .filter(row -> row.candidate().k2() != null)
        .filter(row -> row.candidate().k2() > best.candidate().k2())
        .filter(row -> othersEqual(row, best))
        .filter(row -> isStopped(best) == isStopped(row))
        .max(Comparator.comparing(row -> row.candidate().k2()));
  }

  private static boolean othersEqual(TradeOff row, TradeOff best) {
    return withoutK2(row).equals(withoutK2(best));
  }

  private static Map<String, Object> withoutK2(TradeOff row) {
    Map<String, Object> others = new HashMap<>(row.candidate().hyperparameters());
    others.remove("k2");
    return others;
  }

  private static String ratio(double a, double b) {
    return String.format(Locale.ROOT, "%.1f", a / b);
  }
}
