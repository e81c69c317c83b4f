package io.github.tbptt4j.tuning.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * What {@code evaluate --json} says of a model; NaN where it says nothing.
 *
 * @param mase of the model, in units of the seasonal naive forecast's mean absolute error in
 *     training
 * @param coverage the part of actual values within the intervals
 */
record ForecastScores(
    double mase, double seasonalNaive, double autoregression, double persistence, double coverage) {
  private static final double FEWEST = .85;
  private static final double MOST = .95;

  static ForecastScores parse(String json) throws IOException {
    JsonNode scores;
    try {
      scores = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IOException("evaluate printed what isn't JSON: " + json, e);
    }
    double mase = required(scores, "/metrics/mase");
    double unit = required(scores, "/metrics/mae") / mase;
    return new ForecastScores(
        mase,
        optional(scores, "/baselines/seasonalNaive/mae") / unit,
        optional(scores, "/baselines/ar/mae") / unit,
        optional(scores, "/baselines/persistence/mae") / unit,
        optional(scores, "/intervals/coverage"));
  }

  private static double required(JsonNode scores, String pointer) throws IOException {
    double value = optional(scores, pointer);
    if (Double.isNaN(value)) {
      throw new IOException("evaluate's JSON has no number " + pointer + ": " + scores);
    }
    return value;
  }

  private static double optional(JsonNode scores, String pointer) {
    return scores.at(pointer).asDouble(Double.NaN);
  }

  /** {@return what the goals ask for and isn't so; empty if all is} */
  List<String> shortOf() {
    List<String> missed = new ArrayList<>();
    if (mase >= seasonalNaive) {
      missed.add("seasonal naive is no worse");
    }
    if (mase >= autoregression) {
      missed.add("AR(p) is no worse");
    }
    if (mase >= persistence) {
      missed.add("persistence is no worse");
    }
    if (coverage < FEWEST || coverage > MOST) {
      missed.add("coverage");
    }
    return missed;
  }

  /** {@return cells of a row in Markdown, without the bars around them} */
  String cells() {
    return String.join(
        " | ",
        number(mase),
        number(seasonalNaive),
        number(autoregression),
        number(persistence),
        Double.isNaN(coverage) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * coverage));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }
}
