package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.LayerFlow;
import io.github.tbptt4j.tuning.report.KeptGradient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How far gradients go back, in words and numbers. */
final class FlowText {
  private static final int[] LAGS = {0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
  private static final double KEPT = .95;
  private static final double[] ALSO_KEPT = {.5, .8, .9, .99};

  private FlowText() {}

  static String about(GradientFlow flow) {
    return String.format(
        Locale.ROOT,
        "%s of %,d steps; %s followed back over %s in %.1f s (%.2g multiply-adds).",
        count(flow.examples(), "example"),
        flow.steps(),
        count(flow.losses(), "loss"),
        count(flow.lags(), "step"),
        flow.seconds(),
        (double) flow.multiplyAdds());
  }

  private static String count(int n, String word) {
    String plural = word.endsWith("s") ? word + "es" : word + "s";
    return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? word : plural);
  }

  /** Vanishing or exploding, and which k2 to take; the latter first. */
  static List<String> findings(GradientFlow flow) {
    List<String> findings = new ArrayList<>();
    findings.add(advice(flow));
    flow.layers().forEach(layer -> findings.add(layer.words()));
    if (depthFor(flow, KEPT).isPresent()) {
      findings.add(
          "That is with k1 = 1. With a larger k1, a k2 of k1 - 1 more gives every loss as many"
              + " steps.");
    }
    return findings;
  }

  private static OptionalInt depthFor(GradientFlow flow, double share) {
    return KeptGradient.of(flow, flow.together()).depthFor(share);
  }

  static String advice(GradientFlow flow) {
    OptionalInt enough = depthFor(flow, KEPT);
    String others =
        DoubleStream.of(ALSO_KEPT)
            .mapToObj(
                share ->
                    depthFor(flow, share).isPresent()
                        ? "%.0f %%: %d".formatted(100 * share, depthFor(flow, share).getAsInt())
                        : "")
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", "));
    if (enough.isPresent()) {
      return "A k2 of %d keeps 95 %% of the gradient (%s); %s."
          .formatted(enough.getAsInt(), others, bound(flow));
    }
    if (Double.isNaN(flow.together().relativeBias(flow.lags() + 1))) {
      return "There is no gradient of which a k2 could keep a part.";
    }
    return "No k2 below %d keeps 95 %% of the gradient that was followed back%s: measure farther, with larger --lags and --steps."
        .formatted(flow.lags() + 1, others.isEmpty() ? "" : " (" + others + ")");
  }

  private static String bound(GradientFlow flow) {
    LayerFlow all = flow.together();
    return IntStream.rangeClosed(0, flow.lags())
        .filter(lag -> all.aicherBias(lag) <= 1 - KEPT)
        .mapToObj(lag -> "Aicher's bound is sure of it from %d on".formatted(lag + 1))
        .findFirst()
        .orElse("Aicher's bound isn't sure of it within %d steps".formatted(flow.lags() + 1));
  }

  /** Lags of the table: each has a k2, lag + 1, of which the gradient was measured. */
  private static List<Integer> lags(GradientFlow flow) {
    return IntStream.concat(
            IntStream.of(LAGS).filter(lag -> lag < flow.lags()), IntStream.of(flow.lags()))
        .map(lag -> nearest(flow.depths(), lag + 1) - 1)
        .distinct()
        .boxed()
        .toList();
  }

  private static int nearest(List<Integer> depths, int k2) {
    return depths.stream()
        .min(Comparator.comparingInt(depth -> Math.abs(depth - k2)))
        .orElseThrow();
  }

  static List<List<String>> lines(GradientFlow flow, LayerFlow layer) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("lag", "phi", "spread", "left %", "k2", "kept %", "delta"));
    for (int lag : lags(flow)) {
      lines.add(
          List.of(
              Integer.toString(lag),
              number(layer.phi(lag)),
              number(layer.spread(lag)),
              number(100 * layer.phi(lag) / layer.phi(0)),
              Integer.toString(lag + 1),
              percent(1 - layer.relativeBias(lag + 1)),
              number(layer.aicherBias(lag))));
    }
    return lines;
  }

  static String meaning() {
    return "phi: mean norm of dL/dh so many steps before the loss, over all losses; spread: its"
        + " standard deviation; left: of phi at lag 0, which more losses have than the last"
        + " lag (the sentence above compares the same ones from lag to lag). kept: 100 %"
        + " less the relative bias of the parameters' gradient with this k2, measured;"
        + " delta: at most this relative bias, by the bound of Aicher, Foti and Fox (2019),"
        + " - where it knows none.";
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3g", value) : "-";
  }

  private static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f", 100 * share) : "-";
  }

  static String text(String title, String note, GradientFlow flow) {
    StringBuilder text = new StringBuilder();
    text.append(title).append(": ").append(about(flow)).append(System.lineSeparator());
    if (note != null) {
      text.append(note).append(System.lineSeparator());
    }
    findings(flow).forEach(sentence -> text.append(sentence).append(System.lineSeparator()));
    for (LayerFlow layer : flow.layers()) {
      text.append(System.lineSeparator()).append(layer.name()).append(System.lineSeparator());
      text.append(TextTable.of(lines(flow, layer)));
    }
    return text.append(System.lineSeparator())
        .append(meaning())
        .append(System.lineSeparator())
        .toString();
  }

  /** All numbers, for programs; null where there is none. */
  static Map<String, Object> tree(GradientFlow flow) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("examples", flow.examples());
    tree.put("steps", flow.steps());
    tree.put("losses", flow.losses());
    tree.put("lags", flow.lags());
    tree.put("seconds", flow.seconds());
    tree.put("multiplyAdds", flow.multiplyAdds());
    OptionalInt enough = depthFor(flow, KEPT);
    tree.put("k2Of95Percent", enough.isPresent() ? enough.getAsInt() : null);
    tree.put("depths", flow.depths());
    tree.put("layers", flow.layers().stream().map(layer -> tree(flow, layer)).toList());
    if (flow.layers().size() > 1) {
      tree.put("together", tree(flow, flow.together()));
    }
    return tree;
  }

  private static Map<String, Object> tree(GradientFlow flow, LayerFlow layer) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", layer.name());
    tree.put("beta", finite(layer.beta()));
    tree.put("betaLow", finite(layer.betaLow()));
    tree.put("betaHigh", finite(layer.betaHigh()));
    tree.put("tau", layer.tau());
    tree.put("halfLife", finite(layer.halfLife()));
    tree.put("phi", byLag(flow, layer::phi));
    tree.put("spread", byLag(flow, layer::spread));
    tree.put("count", IntStream.rangeClosed(0, flow.lags()).map(layer::count).boxed().toList());
    tree.put("delta", byLag(flow, layer::aicherBias));
    tree.put(
        "relativeBias",
        flow.depths().stream()
            .map(k2 -> finite(layer.relativeBias(k2)))
            .collect(Collectors.toList())); // may hold null
    return tree;
  }

  private static List<Double> byLag(GradientFlow flow, IntToDoubleFunction value) {
    return IntStream.rangeClosed(0, flow.lags())
        .mapToDouble(value)
        .mapToObj(FlowText::finite)
        .collect(Collectors.toList()); // may hold null
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
