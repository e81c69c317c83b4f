package io.github.tbptt4j.tuning.report;

import java.util.function.Function;
import org.knowm.xchart.XYChart;

/**
 * A figure of the report.
 *
 * @param title what it shows
 * @param caption how to read it
 * @param broad whether it takes the page's width
 * @param draw draws it for a canvas
 */
record Figure(String title, String caption, boolean broad, Function<Canvas, XYChart> draw) {
  Figure(String title, String caption, Function<Canvas, XYChart> draw) {
    this(title, caption, false, draw);
  }
}
