package io.github.tbptt4j.tuning.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.tuning.tasks.TaskMeasure;
import io.github.tbptt4j.tuning.tasks.TaskResult;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class TaskFiguresTest {
  private static final TaskMeasure NATS = new TaskMeasure("nats", .6, .06, false);
  private static final Truncation FIXED = TruncatedBptt.of(5, 9);
  private static final Truncation ADAPTIVE = AdaptiveTruncation.of(5, 2, 50, .9);

  private static TaskResult result(
      Truncation truncation, long seed, List<TruncationChoice> choices, double... scores) {
    List<TaskResult.Point> curve =
        IntStream.range(0, scores.length)
            .mapToObj(i -> new TaskResult.Point(100L * i, scores[i]))
            .toList();
    double last = scores[scores.length - 1];
    return new TaskResult(truncation, seed, last, false, false, 300, 9, choices, curve, 1);
  }

  private static TaskRow row(String name, TaskResult... results) {
    return new TaskRow(name, List.of(results));
  }

  private static List<Figure> figures(TaskRow... rows) {
    List<Figure> figures = TaskFigures.of(NATS, List.of(rows));
    DiagnosticFiguresTest.drawn(figures);
    return figures;
  }

  @Test
  void aKHoldsUntilTheNextOneIsChosenAndTheLastUntilTheEnd() {
    List<TruncationChoice> choices =
        List.of(new TruncationChoice(10, 50, .8, .9), new TruncationChoice(200, 7, .1, .5));
    Figure depth = figures(row("a", result(ADAPTIVE, 42, choices, 2, 1))).get(1);
    XYSeries line = depth.draw().apply(Canvas.wide(Theme.LIGHT)).getSeries("seed 42");
    assertEquals("[10.0, 200.0, 200.0, 300.0]", Arrays.toString(line.getXData()));
    assertEquals("[50.0, 50.0, 7.0, 7.0]", Arrays.toString(line.getYData()));
    assertTrue(depth.caption().contains("K is 50 at first and 7 at last"), depth.caption());
  }

  @Test
  void choicesWithoutAnEstimateAreCounted() {
    double none = Double.POSITIVE_INFINITY;
    List<TruncationChoice> choices =
        List.of(new TruncationChoice(10, 50, none, 1), new TruncationChoice(20, 7, .1, .5));
    List<TruncationChoice> others = List.of(new TruncationChoice(10, 50, none, Double.NaN));
    List<Figure> figures =
        figures(row("a", result(ADAPTIVE, 1, choices, 2, 1), result(ADAPTIVE, 2, others, 2, 1)));
    assertEquals(3, figures.size());
    assertTrue(
        figures.get(2).caption().contains("2 of 3 choices have no estimate"),
        figures.get(2).caption());
    assertEquals(2, figures(row("a", result(ADAPTIVE, 2, others, 2, 1))).size());
  }

  @Test
  void curvesAreMediansAndThoseThatDivergeAreLifted() {
    double far = Double.POSITIVE_INFINITY;
    Figure learning =
        figures(
                row(
                    "fixed:k1=5,k2=9",
                    result(FIXED, 1, List.of(), 2, .9, 1e-3),
                    result(FIXED, 2, List.of(), 2, .8, 1e-2),
                    result(FIXED, 3, List.of(), 2, Double.NaN)),
                row("b", result(FIXED, 1, List.of(), 2, 1, far)))
            .get(0);
    XYChart chart = learning.draw().apply(Canvas.wide(Theme.LIGHT));
    double[] median = chart.getSeries("fixed:k1=5,k2=9").getYData();
    assertEquals(Math.log10(.9), median[1], 1e-9);
    assertEquals(-2, median[2], 1e-9);
    assertTrue(Double.isNaN(chart.getSeries("b").getYData()[2]));
    assertTrue(learning.caption().contains("on a logarithmic axis"));
  }

  @Test
  void whatHasNothingToShowIsLeftOut() {
    double far = Double.POSITIVE_INFINITY;
    assertTrue(figures(row("a", result(FIXED, 1, List.of(), 2, far))).isEmpty());
    List<Figure> zero = figures(row("a", result(FIXED, 1, List.of(), 2, 0)));
    assertFalse(zero.get(0).caption().contains("logarithmic"), zero.get(0).caption());
  }

  @Test
  void ofManyTruncationsTheFirstSixAreDrawn() {
    TaskRow[] rows =
        IntStream.range(0, 8)
            .mapToObj(i -> row("fixed " + i, result(FIXED, 1, List.of(), 2, 1)))
            .toArray(TaskRow[]::new);
    Figure learning = figures(rows).get(0);
    assertTrue(learning.caption().contains("(6 of 8 truncations)"), learning.caption());
    assertEquals(7, learning.draw().apply(Canvas.wide(Theme.LIGHT)).getSeriesCollection().size());
  }
}
