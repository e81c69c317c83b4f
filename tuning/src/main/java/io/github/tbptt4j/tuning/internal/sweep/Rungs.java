package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.internal.train.Rung;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Where the candidates of a sweep are compared on their way to the end of their training.
 *
 * @param factor one in so many goes on from a rung
 * @param unit of the amounts
 * @param amounts the rungs, ascending; the end of the training isn't one of them
 */
public record Rungs(int factor, Halving.Unit unit, List<Double> amounts) {

  /** Of a sweep that trains each candidate to its end. */
  static final Rungs NONE = new Rungs(2, Halving.Unit.UPDATES, List.of());

  /**
   * The rungs of a sweep.
   *
   * @param there what an earlier run of the sweep has written down; null for nothing. Rungs that
   *     were left to the number of candidates stay, though that number may be another now
   * @throws IllegalArgumentException if the first is no shorter than the training
   */
  static Rungs of(Halving halving, TrainingLimits limits, int candidates, Object there) {
    if (halving == null) {
      return NONE;
    }
    int most = most(candidates, halving.factor());
    if (halving.unit() != null) {
      return of(halving.factor(), halving.unit(), halving.first(), most, limits);
    }
    if (there instanceof Map<?, ?> map && fromJson(map).factor == halving.factor()) {
      return fromJson(map);
    }
    Halving.Unit unit = limiting(limits);
    double end = end(unit, limits);
    List<Double> amounts = new ArrayList<>();
    for (int left = most; left > 0; left--) {
      amounts.add(end / Math.pow(halving.factor(), left));
    }
    return new Rungs(halving.factor(), unit, amounts);
  }

  /**
   * So many that about {@code factor} candidates reach the end. One more would leave one, but
   * compare them so early that what learns slowly and ends well is lost: in our measurements, at a
   * 27th of the training, for winners up to 5 % worse.
   */
  private static int most(int candidates, int factor) {
    return candidates < factor
        ? 0
        : Math.max(1, (int) Math.round(Math.log(candidates) / Math.log(factor)) - 1);
  }

  private static Rungs of(
      int factor, Halving.Unit unit, double first, int most, TrainingLimits limits) {
    double end = end(unit, limits);
    if (first >= end) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The first rung (%s %s) must be shorter than the training (%s).",
              number(first),
              unit.name().toLowerCase(Locale.ROOT),
              number(end)));
    }
    List<Double> amounts = new ArrayList<>();
    for (double amount = first; amount < end; amount *= factor) {
      if (Double.isInfinite(end) && amounts.size() >= most) {
        break; // the candidates would be too few for more
      }
      amounts.add(amount);
    }
    return new Rungs(factor, unit, amounts);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static Halving.Unit limiting(TrainingLimits limits) {
    if (limits.updates() != Long.MAX_VALUE) {
      return Halving.Unit.UPDATES;
    }
    if (limits.epochs() != Integer.MAX_VALUE || limits.time() == null) {
      return Halving.Unit.EPOCHS;
    }
    return Halving.Unit.SECONDS;
  }

  private static double end(Halving.Unit unit, TrainingLimits limits) {
    return switch (unit) {
      case EPOCHS ->
          limits.epochs() == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : limits.epochs();
      case UPDATES ->
          limits.updates() == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : limits.updates();
      case SECONDS ->
          limits.time() == null ? Double.POSITIVE_INFINITY : limits.time().toNanos() * 1e-9;
    };
  }

  boolean none() {
    return amounts.isEmpty();
  }

  int count() {
    return amounts.size();
  }

  /** {@return as they are written down} */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("factor", factor);
    json.put("unit", unit.name());
    json.put("rungs", amounts);
    return json;
  }

  static Rungs fromJson(Map<?, ?> json) {
    return new Rungs(
        ((Number) json.get("factor")).intValue(),
        Halving.Unit.valueOf((String) json.get("unit")),
        ((List<?>) json.get("rungs")).stream().map(rung -> ((Number) rung).doubleValue()).toList());
  }

  /**
   * {@return the rungs as a training meets them, which counts minibatches where they are epochs}
   */
  List<Rung> in(SequenceData data) {
    if (unit != Halving.Unit.EPOCHS || none()) {
      return amounts.stream().map(amount -> new Rung(unit, amount)).toList();
    }
    long minibatches = 0;
    DataSetIterator training = data.training();
    for (training.reset(); training.hasNext(); training.next()) {
      minibatches++;
    }
    double each = minibatches;
    return amounts.stream().map(amount -> new Rung(unit, Math.ceil(amount * each))).toList();
  }
}
