package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * Scores over k1 and k2. Lengths that were drawn from ranges are put together by powers of two. A
 * cell's uncertainty is the standard deviation of the scores in it: over seeds where there are
 * several, and over what else was searched. Scores of trainings that were stopped are left out of a
 * cell in which others have reached their end.
 *
 * @param k1 names of the rows
 * @param k2 names of the columns
 * @param cells those with a candidate
 */
record Response(List<String> k1, List<String> k2, List<Cell> cells) {
  /** More lengths than that are put together. */
  private static final int MOST_LENGTHS = 12;

  /**
   * What is known of a k1 and k2.
   *
   * @param row place in the names of k1
   * @param column place in the names of k2
   * @param best score
   * @param mean score
   * @param deviation standard deviation of the scores; null of one
   * @param count how many scores
   * @param stopped whether all of them were stopped before their end
   */
  record Cell(
      int row,
      int column,
      double best,
      double mean,
      Double deviation,
      long count,
      boolean stopped) {}

  static Response of(Findings findings) {
    List<CandidateResult> scored =
        findings.rows().stream()
            .map(TradeOff::candidate)
            .filter(one -> one.hasScore() && one.k1() != null && one.k2() != null)
            .toList();
    TreeSet<Integer> k1 = new TreeSet<>();
    TreeSet<Integer> k2 = new TreeSet<>();
    boolean many1 = scored.stream().map(CandidateResult::k1).distinct().count() > MOST_LENGTHS;
    boolean many2 = scored.stream().map(CandidateResult::k2).distinct().count() > MOST_LENGTHS;
    Map<List<Integer>, List<CandidateResult>> there = new LinkedHashMap<>();
    for (CandidateResult one : scored) {
      int a = many1 ? Integer.highestOneBit(one.k1()) : one.k1();
      int b = many2 ? Integer.highestOneBit(one.k2()) : one.k2();
      k1.add(a);
      k2.add(b);
      there.computeIfAbsent(List.of(a, b), cell -> new ArrayList<>()).add(one);
    }
    List<Integer> rows = List.copyOf(k1);
    List<Integer> columns = List.copyOf(k2);
    List<Cell> cells = new ArrayList<>();
    there.forEach(
        (at, candidates) ->
            cells.add(
                cell(
                    rows.indexOf(at.get(0)),
                    columns.indexOf(at.get(1)),
                    candidates,
                    findings.lowerIsBetter())));
    return new Response(
        rows.stream().map(length -> name(length, many1)).toList(),
        columns.stream().map(length -> name(length, many2)).toList(),
        cells);
  }

  private static Cell cell(
      int row, int column, List<CandidateResult> candidates, boolean lowerIsBetter) {
    List<CandidateResult> whole =
        candidates.stream().filter(one -> one.outcome() != Outcome.STOPPED).toList();
    SummaryStatistics scores = new SummaryStatistics();
    (whole.isEmpty() ? candidates : whole).forEach(one -> scores.addValue(one.validationScore()));
    return new Cell(
        row,
        column,
        lowerIsBetter ? scores.getMin() : scores.getMax(),
        scores.getMean(),
        scores.getN() > 1 ? scores.getStandardDeviation() : null,
        scores.getN(),
        whole.isEmpty());
  }

  /** {@return the cells, the one with the best score first} */
  List<Cell> bestFirst(boolean lowerIsBetter) {
    Comparator<Cell> byScore = Comparator.comparingDouble(Cell::best);
    return cells.stream().sorted(lowerIsBetter ? byScore : byScore.reversed()).toList();
  }

  private static String name(int length, boolean together) {
    return together && length > 1 ? length + "\u2013" + (2 * length - 1) : "" + length;
  }
}
