package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.BaselineResult;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.ConfigurationResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What the page's script draws: all of the sweep that isn't words, as JSON. */
final class PageData {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Points of all curves together, so that the page stays small. */
  private static final int MOST_POINTS = 12_000;

  private static final double LEVEL = 0.95;

  private final Map<String, Object> data = new LinkedHashMap<>();
  private final List<Chart> charts;

  private PageData(Findings findings) {
    Response response = Response.of(findings);
    List<Importance.Share> importance = Importance.of(findings);
    Optional<Savings> savings = Savings.of(findings);
    charts = Charts.of(findings, response, importance, savings);
    data.put("metric", findings.metric());
    data.put("lowerIsBetter", findings.lowerIsBetter());
    data.put("about", HtmlPage.about(findings));
    data.put("advice", Advice.of(findings));
    data.put("ended", findings.winner().isPresent());
    data.put("columns", findings.columns().stream().map(PageData::column).toList());
    data.put("hyperparameters", hyperparameters(findings));
    data.put(
        "rows", findings.bestFirstThenOthers().stream().map(row -> row(row, findings)).toList());
    data.put("curves", curves(findings));
    data.put("configurations", configurations(findings));
    data.put("baselines", findings.baselines().stream().map(PageData::baseline).toList());
    data.put("charts", charts);
    data.put("importance", importance);
    data.put("response", response);
    data.put("savings", savings.orElse(null));
  }

  static PageData of(Findings findings) {
    return new PageData(findings);
  }

  /** {@return what is drawn, in words and tables} */
  List<Chart> charts() {
    return charts;
  }

  /** {@return JSON that may stand in a script element: it has no {@code <}} */
  String json() {
    try {
      return JSON.writeValueAsString(data).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Records and numbers are writable as JSON.", e);
    }
  }

  private static Map<String, Object> column(Column column) {
    return Map.of("id", column.id(), "title", column.title(), "number", column.isNumber());
  }

  private static Map<String, Object> row(TradeOff row, Findings findings) {
    CandidateResult candidate = row.candidate();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("index", candidate.index());
    map.put("name", row.name());
    map.put("choice", row.choice());
    map.put("outcome", candidate.outcome().name());
    map.put("stopped", candidate.outcome() == Outcome.STOPPED);
    map.put("best", findings.best().filter(row::equals).isPresent());
    map.put("front", row.onFront());
    map.put("score", candidate.validationScore());
    map.put("seconds", candidate.trainingSeconds());
    map.put("bytes", candidate.stateBytes());
    map.put("hyperparameters", candidate.hyperparameters());
    map.put("cells", findings.columns().stream().map(c -> c.text().apply(row)).toList());
    List<Object> values = new ArrayList<>();
    findings.columns().forEach(column -> values.add(sortable(column.value().apply(row))));
    map.put("values", values);
    return map;
  }

  private static Object sortable(Object value) {
    return value == null || value instanceof Number ? value : value.toString();
  }

  /** Those in which candidates differ, k1 and k2 first. */
  private static List<Map<String, Object>> hyperparameters(Findings findings) {
    return searched(findings).stream()
        .map(
            name -> {
              List<Object> values =
                  findings.rows().stream()
                      .map(row -> row.candidate().hyperparameters().get(name))
                      .filter(value -> value != null)
                      .distinct()
                      .toList();
              boolean numbers = values.stream().allMatch(Number.class::isInstance);
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("name", name);
              one.put("number", numbers);
              one.put("logarithmic", numbers && isLogarithmic(values));
              one.put("values", values.size());
              return one;
            })
        .toList();
  }

  private static boolean isLogarithmic(List<Object> values) {
    double low = values.stream().mapToDouble(v -> ((Number) v).doubleValue()).min().orElse(0);
    double high = values.stream().mapToDouble(v -> ((Number) v).doubleValue()).max().orElse(0);
    return low > 0 && high > 8 * low;
  }

  /** {@return names of what differs between candidates, k1 and k2 first} */
  static List<String> searched(Findings findings) {
    Set<String> names = new TreeSet<>();
    findings.rows().forEach(row -> names.addAll(row.candidate().hyperparameters().keySet()));
    names.removeIf(
        name ->
            findings.rows().stream()
                    .map(row -> String.valueOf(row.candidate().hyperparameters().get(name)))
                    .distinct()
                    .count()
                < 2);
    List<String> ordered = new ArrayList<>();
    for (String first : List.of("k1", "k2")) {
      if (names.remove(first)) {
        ordered.add(first);
      }
    }
    ordered.addAll(names);
    return ordered;
  }

  /** By candidate: time steps, seconds and score of each evaluation. */
  private static Map<String, List<List<Object>>> curves(Findings findings) {
    int all = findings.curves().values().stream().mapToInt(List::size).sum();
    int stride = Math.max(1, (all + MOST_POINTS - 1) / MOST_POINTS);
    Map<String, List<List<Object>>> curves = new LinkedHashMap<>();
    findings
        .curves()
        .forEach(
            (index, points) -> {
              List<List<Object>> kept = new ArrayList<>();
              for (int i = 0; i < points.size(); i++) {
                CurvePoint point = points.get(i);
                if (point.validationScore() != null
                    && (i % stride == 0 || i == points.size() - 1)) {
                  kept.add(
                      List.of(
                          point.timeSteps(),
                          Math.round(1e3 * point.trainingSeconds()) / 1e3,
                          point.validationScore()));
                }
              }
              curves.put(String.valueOf(index), kept);
            });
    return curves;
  }

  /** Those that have a score, the best mean first. */
  private static List<Map<String, Object>> configurations(Findings findings) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (ConfigurationResult one : findings.configurationsBestFirst()) {
      List<CandidateResult> seeds = one.candidates();
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("index", one.index());
      map.put("choice", findings.choice(one));
      map.put("mean", one.meanScore());
      map.put("interval", one.interval(LEVEL).map(i -> List.of(i.low(), i.high())).orElse(null));
      map.put("scores", seeds.stream().map(CandidateResult::validationScore).toList());
      map.put("candidates", seeds.stream().map(CandidateResult::index).toList());
      map.put("seconds", one.trainingSeconds());
      map.put("bytes", one.stateBytes());
      map.put("stopped", one.isStopped());
      map.put("front", front(one, findings));
      all.add(map);
    }
    return all;
  }

  private static boolean front(ConfigurationResult one, Findings findings) {
    return findings.rows().stream()
        .anyMatch(row -> row.onFront() && row.candidate().configuration() == one.index());
  }

  private static Map<String, Object> baseline(BaselineResult baseline) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", baseline.name());
    map.put("score", baseline.validationScore());
    return map;
  }
}
