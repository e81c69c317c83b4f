package io.github.tbptt4j.tuning.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them. */
final class Format {
  static final String NONE = "\u2013"; // en dash

  private Format() {}

  static String score(double score) {
    return String.format(Locale.ROOT, "%.4f", score);
  }

  static String significant(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    double magnitude = Math.abs(value);
    if (magnitude >= 100 || magnitude == 0) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (magnitude >= 0.01) {
      int decimals = magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3;
      return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
    return magnitude >= 1e-4
        ? BigDecimal.valueOf(value).round(new MathContext(2)).toPlainString()
        : String.format(Locale.ROOT, "%.1e", value);
  }

  /** What a search chose, whatever it is. */
  static String value(Object value) {
    return value == null
        ? NONE
        : value instanceof Double || value instanceof Float
            ? significant(((Number) value).doubleValue())
            : value.toString();
  }

  /** A power of two on an axis. */
  static String length(double value) {
    return value >= 1 ? String.format(Locale.ROOT, "%,.0f", value) : significant(value);
  }

  /** Of any magnitude, such as norms of gradients. */
  static String norm(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2g", value) : NONE;
  }

  static String seconds(double seconds) {
    return seconds < 100
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%d min %02d s", (long) seconds / 60, (long) seconds % 60);
  }

  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    boolean mebi = bytes >= 1024 * 1024;
    return significant(bytes / (mebi ? 1024.0 * 1024.0 : 1024.0)) + (mebi ? " MiB" : " KiB");
  }

  /** A limit in steps, where none stands for the whole sequence. */
  static String steps(Integer steps) {
    return steps == null ? "all" : steps.toString();
  }
}
