package io.github.tbptt4j.tuning.internal.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Results that were written when a candidate had one seed and no rungs. */
final class EarlierCandidates {
  private EarlierCandidates() {}

  /**
   * Adds what such a result lacks.
   *
   * @param seed of its sweep
   */
  static Map<String, Object> completed(Map<String, Object> candidate, Supplier<Number> seed) {
    if (candidate.containsKey("configuration")) {
      return candidate;
    }
    Map<String, Object> completed = new LinkedHashMap<>(candidate);
    completed.put("configuration", candidate.get("index"));
    completed.put("seed", seed.get());
    completed.put("truncation", null);
    completed.put("rungs", List.of());
    return completed;
  }
}
