package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.ConfigurationResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page's charts of choices of hyperparameters, all seeds together. */
final class ChoiceCharts {
  private static final double LEVEL = 0.95;

  private final Findings findings;
  private final List<ConfigurationResult> choices;

  ChoiceCharts(Findings findings) {
    this.findings = findings;
    choices = findings.configurationsBestFirst();
  }

  /** {@return what scores cost; null of a single choice} */
  Chart tradeOff() {
    if (choices.size() < 2) {
      return null;
    }
    Set<Integer> front = front();
    List<ConfigurationResult> among =
        choices.stream().filter(one -> front.contains(one.index())).toList();
    return new Chart(
        "tradeoff",
        "Score, time and memory",
        "%d of %d choices %s in the Pareto set: from %s."
            .formatted(
                among.size(),
                choices.size(),
                among.size() == 1 ? "is" : "are",
                Stream.of(among.get(among.size() - 1), among.get(0))
                    .distinct()
                    .map(this::price)
                    .collect(Collectors.joining(" to "))),
        "Larger points keep more states. To each choice in the Pareto set, no other is as good in"
            + " score, training time and memory and better in one of them."
            + (isPartOfHalving() ? " Those that were stopped, faded, are not compared." : ""),
        false,
        List.of("choice", "training time", "memory", findings.metric(), "Pareto set"),
        choices.stream()
            .map(
                one ->
                    List.of(
                        findings.choice(one),
                        Format.seconds(one.trainingSeconds()),
                        Format.bytes(one.stateBytes()),
                        Format.score(one.meanScore()),
                        one.isStopped() ? "stopped" : front.contains(one.index()) ? "yes" : "no"))
            .toList());
  }

  /** {@return whether some were stopped and others weren't, which alone are compared} */
  private boolean isPartOfHalving() {
    return choices.stream().map(ConfigurationResult::isStopped).distinct().count() > 1;
  }

  private Set<Integer> front() {
    return findings.rows().stream()
        .filter(TradeOff::onFront)
        .map(row -> row.candidate().configuration())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private String price(ConfigurationResult one) {
    return "%s in %s with %s (%s)"
        .formatted(
            Format.score(one.meanScore()),
            Format.seconds(one.trainingSeconds()),
            Format.bytes(one.stateBytes()),
            findings.choice(one));
  }

  /** {@return how scores differ between seeds; null of one seed} */
  Chart seeds() {
    List<ConfigurationResult> several =
        choices.stream().filter(one -> one.candidates().size() > 1).toList();
    if (several.isEmpty()) {
      return null;
    }
    ConfigurationResult best = several.get(0);
    int equal = findings.withinNoise().size() - 1;
    return new Chart(
        "seeds",
        "Spread over seeds",
        "The best mean is %s (%s), 95 %% interval %s; %s."
            .formatted(
                Format.score(best.meanScore()),
                findings.choice(best),
                interval(best),
                equal <= 0
                    ? "the seeds tell it from all others"
                        + (isPartOfHalving() ? " that reached their end" : "")
                    : "the seeds can't tell it from %d of the others".formatted(equal)),
        "Each seed's score, and Student's 95 % interval of their mean; of the best 25.",
        false,
        List.of("choice", "mean", "95 % interval", "scores"),
        several.stream()
            .map(
                one ->
                    List.of(
                        findings.choice(one),
                        Format.score(one.meanScore()),
                        interval(one),
                        one.candidates().stream()
                            .map(seed -> Format.score(seed.validationScore()))
                            .collect(Collectors.joining(", "))))
            .toList());
  }

  private static String interval(ConfigurationResult one) {
    return one.interval(LEVEL)
        .map(i -> Format.score(i.low()) + " to " + Format.score(i.high()))
        .orElse(Format.NONE);
  }
}
