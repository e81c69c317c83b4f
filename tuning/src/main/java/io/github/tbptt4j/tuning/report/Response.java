package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.CandidateResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * Scores over k1 and k2. Lengths that were drawn from ranges are put together by powers of two. A
 * cell's uncertainty is the standard deviation of the scores in it: over seeds where there are
 * several, and over what else was searched.
 */
final class Response {
  /** More lengths than that are put together. */
  private static final int MOST_LENGTHS = 12;

  private Response() {}

  /** {@return k1, k2 and for each cell their places, best and mean score, deviation and number} */
  static Map<String, Object> of(Findings findings) {
    List<CandidateResult> scored =
        findings.rows().stream()
            .map(TradeOff::candidate)
            .filter(one -> one.hasScore() && one.k1() != null && one.k2() != null)
            .toList();
    TreeSet<Integer> k1 = new TreeSet<>();
    TreeSet<Integer> k2 = new TreeSet<>();
    boolean many1 = scored.stream().map(CandidateResult::k1).distinct().count() > MOST_LENGTHS;
    boolean many2 = scored.stream().map(CandidateResult::k2).distinct().count() > MOST_LENGTHS;
    Map<List<Integer>, SummaryStatistics> cells = new LinkedHashMap<>();
    for (CandidateResult one : scored) {
      int a = many1 ? Integer.highestOneBit(one.k1()) : one.k1();
      int b = many2 ? Integer.highestOneBit(one.k2()) : one.k2();
      k1.add(a);
      k2.add(b);
      cells
          .computeIfAbsent(List.of(a, b), cell -> new SummaryStatistics())
          .addValue(one.validationScore());
    }
    List<Integer> rows = List.copyOf(k1);
    List<Integer> columns = List.copyOf(k2);
    List<List<Object>> entries = new ArrayList<>();
    cells.forEach(
        (cell, scores) ->
            entries.add(
                List.of(
                    columns.indexOf(cell.get(1)),
                    rows.indexOf(cell.get(0)),
                    findings.lowerIsBetter() ? scores.getMin() : scores.getMax(),
                    scores.getMean(),
                    scores.getN() > 1 ? scores.getStandardDeviation() : 0,
                    scores.getN())));
    Map<String, Object> response = new TreeMap<>();
    response.put("k1", rows.stream().map(length -> name(length, many1)).toList());
    response.put("k2", columns.stream().map(length -> name(length, many2)).toList());
    response.put("cells", entries);
    return response;
  }

  private static String name(int length, boolean together) {
    return together && length > 1 ? length + "\u2013" + (2 * length - 1) : "" + length;
  }
}
