package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.GradientNorms;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Candidates and learning curves as CSV (RFC 4180); an empty field stands for "none". */
final class ScoreTables {
  private static final String CURVE_HEADER =
      "epoch,updates,timeSteps,trainingSeconds,trainingLoss,validationScore";

  private static final int CURVE_FIELDS = 6;

  private ScoreTables() {}

  private record Column(String name, Function<CandidateResult, Object> value) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("index", CandidateResult::index),
          new Column("outcome", CandidateResult::outcome),
          new Column("k1", CandidateResult::k1),
          new Column("k2", CandidateResult::k2),
          new Column("guaranteedDepth", CandidateResult::guaranteedDepth),
          new Column("maxDepth", CandidateResult::maxDepth),
          new Column("validationScore", CandidateResult::validationScore),
          new Column("parameters", CandidateResult::parameters),
          new Column("epochs", CandidateResult::epochs),
          new Column("updates", CandidateResult::updates),
          new Column("nonFiniteUpdates", CandidateResult::nonFiniteUpdates),
          new Column("timeSteps", CandidateResult::timeSteps),
          new Column("trainingSeconds", CandidateResult::trainingSeconds),
          new Column("evaluationSeconds", CandidateResult::evaluationSeconds),
          new Column("microsecondsPerTimeStep", CandidateResult::microsecondsPerTimeStep),
          new Column("microsecondsPerUpdate", CandidateResult::microsecondsPerUpdate),
          new Column("stateBytes", CandidateResult::stateBytes),
          new Column("configuration", CandidateResult::configuration),
          new Column("seed", CandidateResult::seed),
          new Column("truncation", CandidateResult::truncation),
          new Column("rungs", c -> c.rungs().size()),
          new Column("gradientNormMedian", c -> norm(c, GradientNorms::median)),
          new Column("gradientNormP95", c -> norm(c, GradientNorms::p95)),
          new Column("gradientNormMax", c -> norm(c, GradientNorms::max)),
          new Column("failure", CandidateResult::failure));

  private static Object norm(CandidateResult candidate, Function<GradientNorms, Object> value) {
    return candidate.gradientNorms() == null ? null : value.apply(candidate.gradientNorms());
  }

  /** A line a candidate: fixed columns, then one for each hyperparameter that was searched. */
  static String csv(List<CandidateResult> candidates) {
    Set<String> searched = new LinkedHashSet<>();
    candidates.forEach(candidate -> searched.addAll(candidate.hyperparameters().keySet()));
    searched.removeAll(Set.of("k1", "k2"));
    List<Column> columns = new ArrayList<>(COLUMNS);
    searched.forEach(name -> columns.add(new Column(name, c -> c.hyperparameters().get(name))));
    StringBuilder csv = new StringBuilder(line(columns.stream().map(Column::name).toList()));
    for (CandidateResult candidate : candidates) {
      csv.append(line(columns.stream().map(column -> column.value.apply(candidate)).toList()));
    }
    return csv.toString();
  }

  static String curve(List<CurvePoint> points) {
    StringBuilder csv = new StringBuilder(CURVE_HEADER).append("\n");
    for (CurvePoint point : points) {
      List<Object> fields = new ArrayList<>();
      fields.add(point.epoch());
      fields.add(point.updates());
      fields.add(point.timeSteps());
      fields.add(point.trainingSeconds());
      fields.add(point.trainingLoss());
      fields.add(point.validationScore());
      csv.append(line(fields));
    }
    return csv.toString();
  }

  static List<CurvePoint> parseCurve(String csv) {
    if (!csv.startsWith(CURVE_HEADER)) {
      throw new IllegalArgumentException("It doesn't begin with " + CURVE_HEADER + ".");
    }
    return csv.lines().skip(1).map(line -> point(line.split(",", -1))).toList();
  }

  private static CurvePoint point(String[] fields) {
    if (fields.length != CURVE_FIELDS) {
      throw new IllegalArgumentException(
          "A line has " + fields.length + " fields, not " + CURVE_FIELDS);
    }
    return new CurvePoint(
        Integer.parseInt(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Double.parseDouble(fields[3]),
        number(fields[4]),
        number(fields[5]));
  }

  private static Double number(String field) {
    return field.isEmpty() ? null : Double.valueOf(field);
  }

  private static String line(List<?> fields) {
    return fields.stream().map(ScoreTables::field).collect(Collectors.joining(",", "", "\n"));
  }

  private static String field(Object value) {
    if (value == null || value.equals(Double.NaN)) {
      return "";
    }
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
