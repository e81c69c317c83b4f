package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.Beyond;
import io.github.tbptt4j.random.Case.Cut;
import io.github.tbptt4j.random.Case.Recurrent;
import io.github.tbptt4j.random.Case.Way;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts what was run, by kind. */
final class Tally {
  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

  void add(Case c) {
    count("way", c.way());
    count("kernel", c.kernel());
    count("type", c.type());
    count("format", c.format());
    count("network", c.topology());
    count("recurrent layers", c.layers().size());
    count("input", c.symbols());
    count("features mask", c.featureMask());
    count("clipping", c.clip());
    count("updater", c.update());
    count("arrays", c.layout());
    count("saved and loaded", c.saved());
    for (Recurrent layer : c.layers()) {
      count("cell", layer.cell());
      count("wrapper", layer.wrapper());
      count("activation", layer.activation());
    }
    count("beyond k1 and k2", beyond(c.beyond()));
    count("truncation", relation(c.trained() ? c.trainer() : c.layers().get(0).cut()));
    c.heads()
        .forEach(
            head -> {
              count("output", head.output());
              count("labels", head.labels());
              count("labels mask", head.mask());
            });
    if (c.way() == Way.STREAM) {
      count("stream", c.batches().stream().allMatch(b -> b.ended().isEmpty()) ? "whole" : "ended");
    }
  }

  void refused(Enum<?> kind) {
    count("refused", kind);
  }

  int refused() {
    return counts.getOrDefault("refused", Map.of()).values().stream().mapToInt(n -> n).sum();
  }

  private static String beyond(Beyond beyond) {
    String truncation =
        beyond.truncation() == null ? "" : beyond.truncation().getClass().getSimpleName();
    return beyond.any() ? (truncation + (beyond.omega() > 0 ? " omega" : "")).trim() : "none";
  }

  private static String relation(Cut cut) {
    if (cut.k2() == Integer.MAX_VALUE) {
      return "full";
    }
    return cut.k2() < cut.k1() ? "k2 < k1" : cut.k2() == cut.k1() ? "k2 = k1" : "k2 > k1";
  }

  private void count(String what, Object value) {
    String name = value instanceof Enum<?> e ? words(e) : value.toString();
    counts.computeIfAbsent(what, key -> new TreeMap<>()).merge(name, 1, Integer::sum);
  }

  static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(
            entry ->
                "  "
                    + entry.getKey()
                    + ": "
                    + entry.getValue().entrySet().stream()
                        .map(count -> count.getKey() + " " + count.getValue())
                        .collect(Collectors.joining(", ")))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
