package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.probe.LagProbeResult;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A column of the trade-off table: the same value for people and, unrounded, for the CSV file.
 *
 * @param id its name in the CSV file
 * @param brief its heading where there is little room
 * @param title its heading
 * @param explanation what it says, and how it was measured
 * @param value the value as it is in the CSV file; null for none
 * @param text the value for people
 */
record Column(
    String id,
    String brief,
    String title,
    String explanation,
    Function<TradeOff, Object> value,
    Function<TradeOff, String> text) {

  static final List<Column> ALL =
      List.of(
          new Column(
              "candidate",
              "candidate",
              "candidate",
              "Its number in the sweep. \u25c6: no other choice is as good in score, training time"
                  + " and memory, and better in one of them (Pareto set; of several seeds the"
                  + " means).",
              row -> row.candidate().index(),
              row -> row.name() + (row.onFront() ? " \u25c6" : "")),
          length("k1", "k1", "k1", "Steps between two updates.", CandidateResult::k1),
          length(
              "k2",
              "k2",
              "k2",
              "Steps that each run of backpropagation goes back.",
              CandidateResult::k2),
          new Column(
              "validationScore",
              "score",
              "score",
              "On the validation data, of the model that is saved.",
              row -> row.candidate().validationScore(),
              row -> row.hasScore() ? Format.score(row.score()) : Format.NONE),
          length(
              "guaranteedDepth",
              "sure",
              "sure reach, steps",
              "Steps that every loss reaches back through, k2 - k1 + 1; the best placed one reaches"
                  + " back through k2.",
              CandidateResult::guaranteedDepth),
          new Column(
              "others",
              "others",
              "other choices",
              "Hyperparameters besides k1 and k2 in which the candidates differ.",
              TradeOff::others,
              row -> row.others().isEmpty() ? Format.NONE : row.others()),
          new Column(
              "stateBytes",
              "memory",
              "memory",
              "Of the inputs and states that backpropagation keeps, by formula; parameters and"
                  + " output layer come on top and are the same for every truncation.",
              row -> row.candidate().stateBytes(),
              row -> Format.bytes(row.candidate().stateBytes())),
          new Column(
              "microsecondsPerTimeStep",
              "us/step",
              "speed, \u00b5s a time step",
              "Training time for a time step of a minibatch, updates included; evaluations left"
                  + " out.",
              row -> finite(row.candidate().microsecondsPerTimeStep()),
              row -> Format.significant(row.candidate().microsecondsPerTimeStep())),
          new Column(
              "trainingSeconds",
              "time",
              "training time",
              "Wall-clock time of the whole training, evaluations left out.",
              row -> row.candidate().trainingSeconds(),
              row -> Format.seconds(row.candidate().trainingSeconds())),
          new Column(
              "solvedLag",
              "lag",
              "how far it learns, steps",
              "The largest lag over which a small network with this k1 and k2 learns to recall a"
                  + " symbol among noise: the median over the seeds, and their range.",
              row -> row.lag().map(LagProbeResult::solvedLag).orElse(null),
              row -> row.lag().map(Lags::withRange).orElse(Format.NONE)),
          of(
              "updates",
              "updates",
              "updates",
              "Updates of the parameters.",
              CandidateResult::updates),
          of(
              "nonFiniteUpdates",
              "skipped",
              "skipped updates",
              "Updates that were not made because their gradient was infinite or NaN.",
              CandidateResult::nonFiniteUpdates),
          new Column(
              "outcome",
              "outcome",
              "outcome",
              "How training ended.",
              row -> row.candidate().outcome(),
              row -> row.candidate().outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')));

  private static Column of(
      String id,
      String brief,
      String title,
      String explanation,
      Function<CandidateResult, Object> value) {
    return new Column(
        id,
        brief,
        title,
        explanation,
        row -> value.apply(row.candidate()),
        row -> text(value.apply(row.candidate())));
  }

  /** A number of steps that isn't always the same where truncation is adaptive or random. */
  private static Column length(
      String id,
      String brief,
      String title,
      String explanation,
      Function<CandidateResult, Object> value) {
    return new Column(
        id,
        brief,
        title,
        explanation,
        row -> value.apply(row.candidate()),
        row -> {
          Object length = value.apply(row.candidate());
          if (length != null || !Findings.isOfAnotherKind(row.candidate())) {
            return text(length);
          }
          Integer most = row.candidate().maxDepth();
          return most == null ? "random" : "\u2264 " + most;
        });
  }

  private static String text(Object value) {
    if (value == null) {
      return "all";
    }
    return value instanceof Long number
        ? String.format(Locale.ROOT, "%,d", number)
        : value.toString();
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  boolean isNumber() {
    return !id.equals("others") && !id.equals("outcome");
  }
}
