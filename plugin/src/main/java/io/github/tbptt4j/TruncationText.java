package io.github.tbptt4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Truncations as people write them. */
final class TruncationText {
  private static final String FORMS =
      "Write full, fixed:k1=5,k2=20, adaptive:k1=5,min=5,max=100,delta=0.1 or"
          + " random:mean=20,alpha=4.";

  private final String text;
  private final Map<String, String> values;

  private TruncationText(String text, Map<String, String> values) {
    this.text = text;
    this.values = values;
  }

  static Truncation parse(String text) {
    Objects.requireNonNull(text, "text must not be null.");
    String[] parts = text.trim().split(":", 2);
    TruncationText given = new TruncationText(text, values(text, parts.length < 2 ? "" : parts[1]));
    Truncation truncation =
        switch (parts[0].trim()) {
          case "full" -> TruncatedBptt.full();
          case "fixed" -> given.fixed();
          case "adaptive" -> given.adaptive();
          case "random" -> given.random();
          default -> throw refused(text, "has no known kind before a colon");
        };
    if (!given.values.isEmpty()) {
      throw refused(text, "has " + given.values.keySet().iterator().next() + ", which isn't known");
    }
    return truncation;
  }

  static String text(Truncation truncation) {
    if (!(truncation instanceof TruncatedBptt fixed)) {
      return truncation.toString();
    }
    if (fixed.isFull()) {
      return "full";
    }
    boolean k1IsUnset = fixed.k1() == Integer.MAX_VALUE;
    return "fixed:" + (k1IsUnset ? "" : "k1=" + fixed.k1() + ",") + "k2=" + fixed.k2();
  }

  private static Map<String, String> values(String text, String list) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String one : list.isBlank() ? new String[0] : list.split(",")) {
      String[] pair = one.split("=", 2);
      if (pair.length < 2) {
        throw refused(text, "has " + one.trim() + " without a value");
      }
      if (values.put(pair[0].trim(), pair[1].trim()) != null) {
        throw refused(text, "has " + pair[0].trim() + " twice");
      }
    }
    return values;
  }

  private TruncatedBptt fixed() {
    return values.containsKey("k1")
        ? TruncatedBptt.of(whole("k1", null), whole("k2", null))
        : TruncatedBptt.backward(whole("k2", null));
  }

  private AdaptiveTruncation adaptive() {
    return new AdaptiveTruncation(
        whole("k1", null),
        whole("min", null),
        whole("max", null),
        real("delta", AdaptiveTruncation.DEFAULT_DELTA),
        real("cost", AdaptiveTruncation.DEFAULT_COST));
  }

  private RandomTruncation random() {
    return new RandomTruncation(
        real("mean", null),
        real("alpha", RandomTruncation.DEFAULT_ALPHA),
        take("seed", "0", Long::valueOf));
  }

  private int whole(String name, String otherwise) {
    return take(name, otherwise, Integer::valueOf);
  }

  private double real(String name, Double otherwise) {
    return take(name, otherwise == null ? null : otherwise.toString(), Double::valueOf);
  }

  private <T> T take(String name, String otherwise, Function<String, T> number) {
    String value = values.containsKey(name) ? values.remove(name) : otherwise;
    if (value == null) {
      throw refused(text, "has no " + name);
    }
    try {
      return number.apply(value);
    } catch (NumberFormatException e) {
      throw refused(text, "has " + name + "=" + value + ", which is no such number");
    }
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException("The truncation \"" + text + "\" " + why + ". " + FORMS);
  }
}
