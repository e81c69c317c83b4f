package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How what is predicted is brought to scale, where a user leaves it open: by the errors that a
 * linear forecast of the training part makes on the validation part, in the data's own units.
 */
public final class ScaleChoice {
  /** A logarithm that the spread calls for is given up for larger errors only. */
  private static final double CLEARLY_LARGER = 1.05;

  private final Frame frame;
  private final Parts parts;
  private final Roles roles;
  private final List<List<Integer>> periods;

  /** What was fitted to compare is asked for again. */
  private final Map<EncoderFit.TargetOptions, Encoder> fitted = new HashMap<>();

  private ScaleChoice(Frame frame, Parts parts, Roles roles, List<List<Integer>> periods) {
    this.frame = frame;
    this.parts = parts;
    this.roles = roles;
    this.periods = periods;
  }

  /**
   * Chooses, and fits.
   *
   * @param frame the series
   * @param parts of them
   * @param roles of the columns
   * @param periods of each target
   * @param log whether logarithms are taken; null to choose
   * @param own whether each series has its own scale; null to choose
   * @param linear whether the network is combined with a linear forecast
   * @return the encoder of the choice
   */
  public static Encoder of(
      Frame frame,
      Parts parts,
      Roles roles,
      List<List<Integer>> periods,
      Boolean log,
      Boolean own,
      boolean linear) {
    ScaleChoice choice = new ScaleChoice(frame, parts, roles, periods);
    return choice.encoder(choice.choose(log, own, linear));
  }

  private EncoderFit.TargetOptions choose(Boolean log, Boolean own, boolean linear) {
    boolean several = frame.series().size() > 1;
    List<Boolean> scales =
        !several ? List.of(false) : own != null ? List.of(own) : List.of(true, false);
    EncoderFit.TargetOptions best = null;
    double smallest = Double.POSITIVE_INFINITY;
    double[] units = null;
    for (boolean each : scales) {
      List<Boolean> logs = logs(log, each);
      double[] errors = scales.size() == 1 ? new double[0] : errors(logs, each);
      units = units == null ? errors : units;
      double sum = 0;
      for (int j = 0; j < errors.length; j++) {
        sum += units[j] == 0 ? 0 : errors[j] / units[j];
      }
      if (best == null || sum < smallest) {
        best = new EncoderFit.TargetOptions(logs, each, linear);
        smallest = sum;
      }
    }
    return best;
  }

  private List<Boolean> logs(Boolean given, boolean each) {
    int targets = roles.targets().size();
    if (given != null || !roles.looksAhead()) {
      return Collections.nCopies(targets, given != null && given);
    }
    List<Boolean> logs = new ArrayList<>();
    for (int j = 0; j < targets; j++) {
      logs.add(isBetterAsLogarithm(j, each));
    }
    return logs;
  }

  private boolean isBetterAsLogarithm(int target, boolean each) {
    int period = periods.get(target).stream().mapToInt(rows -> rows).max().orElse(0);
    return isPositive(target)
        && Spread.growsWithLevel(frame.predicted(roles, target, parts.training()), period)
        && errors(Collections.nCopies(periods.size(), true), each, target)
            <= CLEARLY_LARGER * errors(Collections.nCopies(periods.size(), false), each, target);
  }

  private boolean isPositive(int target) {
    return frame.series().stream()
        .flatMapToDouble(rows -> Arrays.stream(rows.predicted(roles)[target]))
        .noneMatch(value -> value <= 0);
  }

  private double[] errors(List<Boolean> logs, boolean each) {
    double[] errors = new double[roles.targets().size()];
    for (int j = 0; roles.looksAhead() && j < errors.length; j++) {
      errors[j] = errors(logs, each, j);
    }
    return errors;
  }

  private double errors(List<Boolean> logs, boolean each, int target) {
    Encoder encoder = encoder(new EncoderFit.TargetOptions(logs, each, true));
    return HeldError.of(encoder, frame, parts, target);
  }

  private Encoder encoder(EncoderFit.TargetOptions options) {
    return fitted.computeIfAbsent(
        options, chosen -> EncoderFit.fit(frame, parts, roles, chosen, periods));
  }
}
