package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.arbiter.ArbiterJson;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.data.Metric;
import io.github.tbptt4j.tuning.data.SequenceData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A sweep's settings as they are written into its folder, and compared when it goes on. */
final class SweepConfiguration {
  private static final int LONGEST_SHOWN = 60;

  /** Of a sweep's folder; raised when an older program would read it wrongly. */
  private static final int FORMAT = 1;

  /** These change no candidate's result, so a sweep may go on with others. */
  private static final Set<String> FREE = Set.of("format", "candidates");

  private SweepConfiguration() {}

  static Map<String, Object> of(SweepSettings sweep, int planned, Rungs rungs) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", FORMAT);
    all.put("candidates", planned);
    all.put("seed", sweep.seed());
    all.put("search", search(sweep));
    all.put("metric", metric(sweep.data().metric()));
    all.put("limits", limits(sweep.limits()));
    if (sweep.repeats() > 1) {
      all.put("repeats", sweep.repeats());
    }
    if (!rungs.none()) {
      all.put("halving", rungs.toJson());
    }
    if (looksAhead(sweep, rungs)) {
      all.put("lookahead", sweep.lookahead());
    }
    all.put("data", sweep.data().description());
    all.put("space", ArbiterJson.tree(sweep.space()));
    return SweepFolder.normalised(all);
  }

  /** {@return whether what is trained next depends on results} */
  static boolean looksAhead(SweepSettings sweep, Rungs rungs) {
    return !rungs.none() || sweep.search() == SearchMethod.TPE;
  }

  private static Map<String, Object> search(SweepSettings sweep) {
    Map<String, Object> search = new LinkedHashMap<>();
    if (sweep.retraining() != null) {
      search.put("method", "RETRAINING");
      search.put("genes", sweep.retraining().candidate().genes());
      return search;
    }
    search.put("method", sweep.search().name());
    if (sweep.search() == SearchMethod.GRID) {
      search.put("discretization", sweep.discretization());
    } else if (sweep.search() == SearchMethod.GENETIC) {
      search.put("population", sweep.population());
    }
    return search;
  }

  private static Map<String, Object> metric(Metric metric) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", metric.name());
    map.put("lowerIsBetter", metric.lowerIsBetter());
    return map;
  }

  /**
   * Sees that a folder is of a format that is known; those of before formats were numbered are.
   *
   * @throws IllegalArgumentException if a later program has written it
   */
  static void requireKnownFormat(Map<String, Object> configuration, Path file) {
    if (configuration.get("format") instanceof Number format && format.longValue() > FORMAT) {
      throw new IllegalArgumentException(
          "%s is of format %s, which a later version of this program has written; this one knows up to %d: use that version."
              .formatted(file, format, FORMAT));
    }
  }

  /**
   * Sees that what others read of a configuration has the form that it was written in.
   *
   * @throws RuntimeException if something has another
   */
  static void requireForm(Map<String, Object> configuration) {
    for (String part : List.of("space", "data", "limits", "halving", "warmStart")) {
      Object value = configuration.get(part);
      if (value != null && !(value instanceof Map<?, ?>)) {
        throw new IllegalArgumentException(part + " is " + shown(value));
      }
    }
    if (configuration.get("limits") != null) {
      limits(configuration);
    }
    if (configuration.get("halving") instanceof Map<?, ?> halving) {
      Rungs.fromJson(halving);
    }
    if (configuration.get("warmStart") instanceof Map<?, ?> warmStart) {
      WarmStart.fromJson(warmStart);
    }
  }

  /** {@return the limits that were written down} */
  static TrainingLimits limits(Map<String, Object> configuration) {
    Map<?, ?> limits = (Map<?, ?>) configuration.get("limits");
    Number seconds = (Number) limits.get("seconds");
    return new TrainingLimits(
        (int) limit(limits, "epochs", Integer.MAX_VALUE),
        limit(limits, "updates", Long.MAX_VALUE),
        limit(limits, "evaluateEvery", Long.MAX_VALUE),
        (int) limit(limits, "patience", Integer.MAX_VALUE),
        seconds == null ? null : Duration.ofMillis(Math.round(1000 * seconds.doubleValue())),
        limit(limits, "stateBytes", Long.MAX_VALUE));
  }

  private static long limit(Map<?, ?> limits, String name, long none) {
    return limits.get(name) instanceof Number limit ? limit.longValue() : none;
  }

  /** Only what limits; a time in seconds. */
  private static Map<String, Object> limits(TrainingLimits limits) {
    Map<String, Object> map = new LinkedHashMap<>();
    putUnless(Integer.MAX_VALUE, "epochs", limits.epochs(), map);
    putUnless(Long.MAX_VALUE, "updates", limits.updates(), map);
    putUnless(Long.MAX_VALUE, "evaluateEvery", limits.evaluateEvery(), map);
    putUnless(Integer.MAX_VALUE, "patience", limits.patience(), map);
    putUnless(Long.MAX_VALUE, "stateBytes", limits.stateBytes(), map);
    if (limits.time() != null) {
      map.put("seconds", limits.time().toMillis() / 1000.0);
    }
    return map;
  }

  private static void putUnless(long none, String name, long value, Map<String, Object> map) {
    if (value != none) {
      map.put(name, value);
    }
  }

  /**
   * Says what differs between two configurations.
   *
   * @return a line for each difference; empty where a sweep can go on
   */
  static List<String> differences(Map<String, Object> there, Map<String, Object> asked) {
    List<String> lines = new ArrayList<>();
    compare("", without(there), without(asked), lines);
    return lines;
  }

  /**
   * Says what differs between a sweep's data and others.
   *
   * @return a line for each difference
   */
  static List<String> differencesOfData(Map<String, Object> there, SequenceData data) {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("metric", metric(data.metric()));
    asked.put("data", data.description());
    List<String> lines = new ArrayList<>();
    SweepFolder.normalised(asked)
        .forEach((name, value) -> compare(name, there.get(name), value, lines));
    return lines;
  }

  /** {@return whether a score means the same in both; data may have moved} */
  static boolean scoresCompare(Map<String, Object> one, Map<String, Object> other) {
    List<String> lines = new ArrayList<>();
    for (String part : List.of("data", "metric", "limits")) {
      compare(part, one.get(part), SweepFolder.normalised(other).get(part), lines);
    }
    return lines.isEmpty();
  }

  private static Map<String, Object> without(Map<String, Object> configuration) {
    Map<String, Object> compared = new LinkedHashMap<>(configuration);
    compared.keySet().removeAll(FREE);
    return compared;
  }

  private static void compare(String path, Object there, Object asked, List<String> lines) {
    if (there instanceof Map<?, ?> one && asked instanceof Map<?, ?> other) {
      Set<Object> keys = new LinkedHashSet<>(one.keySet());
      keys.addAll(other.keySet());
      if (one.get("sha256") != null && one.get("sha256").equals(other.get("sha256"))) {
        keys.remove("name"); // a file by another name with the same content
      }
      for (Object key : keys) {
        compare(path.isEmpty() ? "" + key : path + "." + key, one.get(key), other.get(key), lines);
      }
    } else if (there instanceof List<?> one
        && asked instanceof List<?> other
        && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        compare(path + "[" + i + "]", one.get(i), other.get(i), lines);
      }
    } else if (!Objects.equals(present(there), asked)) {
      lines.add(path + ": " + shown(there) + " there, " + shown(asked) + " asked for");
    }
  }

  private static Object present(Object value) {
    return value instanceof String name ? MovedClasses.presentName(name) : value;
  }

  private static String shown(Object value) {
    String text = value == null ? "nothing" : value.toString();
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "..";
  }
}
