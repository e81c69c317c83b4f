package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether losers are stopped early, and where. */
final class HalvingOptions {
  private static final Pattern RUNG =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *(epochs?|updates?|seconds?)");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--halving",
      paramLabel = "FACTOR",
      arity = "0..1",
      fallbackValue = "2",
      description =
          "Stop losers early (ASHA): at each rung one in FACTOR (${FALLBACK-VALUE}) goes on, to"
              + " FACTOR times as far. Stopped ones go on from there if they are promoted later.")
  private Integer factor;

  @Option(
      names = "--first-rung",
      paramLabel = "AMOUNT",
      description =
          "Where they are compared first, such as 0.5epochs, 500updates or 30seconds (so that the"
              + " number of candidates leaves one or more at the end).")
  private String first;

  @Option(
      names = "--lookahead",
      paramLabel = "N",
      description =
          "Trainings decided before the oldest has ended, where decisions depend on results: more"
              + " don't run at a time (8 with tpe, otherwise 64).")
  private Integer lookahead;

  void requireSense(SearchMethod search) {
    CommandLine command = spec.commandLine();
    if (factor != null && factor < 2) {
      throw Errors.usage(command, "--halving (" + factor + ") must be at least 2.");
    }
    Errors.requirePositive(command, "--lookahead", lookahead);
    if (first != null && factor == null) {
      throw Errors.usage(command, "--first-rung is for --halving: add it.");
    }
    if (factor != null && search == SearchMethod.GENETIC) {
      throw Errors.usage(
          command,
          "--halving and a genetic search exclude each other: it breeds from candidates that were"
              + " trained to their end.");
    }
    if (first != null) {
      halving();
    }
  }

  void apply(TruncationSweep.Builder sweep) {
    if (factor != null) {
      sweep.halving(halving());
    }
    if (lookahead != null) {
      sweep.lookahead(lookahead);
    }
  }

  private Halving halving() {
    if (first == null) {
      return Halving.by(factor);
    }
    Matcher rung = RUNG.matcher(first.trim().toLowerCase(Locale.ROOT));
    if (!rung.matches() || Double.parseDouble(rung.group(1)) == 0) {
      throw Errors.usage(
          spec.commandLine(),
          "--first-rung (" + first + "): write such as 0.5epochs, 500updates or 30seconds.");
    }
    Halving.Unit unit =
        switch (rung.group(2).charAt(0)) {
          case 'e' -> Halving.Unit.EPOCHS;
          case 'u' -> Halving.Unit.UPDATES;
          default -> Halving.Unit.SECONDS;
        };
    return Errors.parse(
        spec.commandLine(),
        "--first-rung",
        rung.group(1),
        amount -> new Halving(factor, unit, Double.parseDouble(amount)));
  }
}
