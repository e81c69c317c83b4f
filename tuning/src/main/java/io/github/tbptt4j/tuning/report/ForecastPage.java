package io.github.tbptt4j.tuning.report;

import static io.github.tbptt4j.tuning.report.Html.element;
import static io.github.tbptt4j.tuning.report.Html.escape;

import io.github.tbptt4j.tuning.forecast.Backtest;
import io.github.tbptt4j.tuning.forecast.ForecastTrack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a model says of a table, for people who would rather look: one page that needs nothing else.
 *
 * <pre>{@code
 * new ForecastPage("load", "load.model on load.csv")
 *     .forecasts("load", forecast.tracks(0))
 *     .write(Path.of("load.html"));
 * }</pre>
 */
public final class ForecastPage {
  private static final int MOST_SERIES = 3;

  private final Page page;

  /**
   * An empty page.
   *
   * @param title above all
   * @param about what is shown, a line below it
   */
  public ForecastPage(String title, String about) {
    page = new Page(title, about);
  }

  /**
   * Says what to know first.
   *
   * @param sentences the most important one first; none for nothing
   * @return this page
   */
  public ForecastPage findings(List<String> sentences) {
    page.findings(sentences);
    return this;
  }

  /**
   * Adds a table.
   *
   * @param heading above it
   * @param lines of cells, the headings first; all but the first column are numbers
   * @param note below it; null for none
   * @return this page
   */
  public ForecastPage table(String heading, List<List<String>> lines, String note) {
    page.table(heading, lines, note);
    return this;
  }

  /**
   * Adds how often which class was taken for which, the more often the darker.
   *
   * @param classes their names
   * @param counts [actual][predicted]
   * @return this page
   */
  public ForecastPage confusion(List<String> classes, int[][] counts) {
    page.heading("Which class is taken for which");
    StringBuilder rows = new StringBuilder();
    for (int actual = 0; actual < counts.length; actual++) {
      int all = Math.max(1, Arrays.stream(counts[actual]).sum());
      StringBuilder line = new StringBuilder();
      line.append("<th scope=\"row\">").append(escape(classes.get(actual))).append("</th>");
      for (int predicted = 0; predicted < counts.length; predicted++) {
        int count = counts[actual][predicted];
        line.append(
            String.format(
                Locale.ROOT,
                "<td class=\"part %s\" style=\"--part: %.3f\">%,d</td>",
                actual == predicted ? "right" : "wrong",
                0.6 * count / all, // darker would hide the number
                count));
      }
      rows.append(element("tr", line.toString()));
    }
    List<String> header = new ArrayList<>(List.of("actual \\ predicted"));
    header.addAll(classes);
    page.card(
        element(
            "table",
            "confusion",
            element("thead", Page.line("th", header)) + element("tbody", rows.toString())));
    page.note("Rows of the table, coloured by their part of the actual class.");
    return this;
  }

  /**
   * Draws forecasts beside what came.
   *
   * @param column that is forecast
   * @param tracks of its series, of which the first few are drawn
   * @return this page
   */
  public ForecastPage forecasts(String column, List<ForecastTrack> tracks) {
    page.heading("Forecast of " + column);
    page.figures(few(tracks).map(track -> TrackFigures.forecast(column, track)).toList());
    leftOut(tracks);
    return this;
  }

  /**
   * Draws what forecasts missed.
   *
   * @param column that is forecast
   * @param tracks of its series, of which the first few are drawn
   * @return this page
   */
  public ForecastPage residuals(String column, List<ForecastTrack> tracks) {
    List<Figure> figures =
        few(tracks).map(track -> ResidualFigures.of(column, track)).flatMap(List::stream).toList();
    if (!figures.isEmpty()) {
      page.heading("What forecasts of " + column + " missed");
      page.figures(figures);
      leftOut(tracks);
    }
    return this;
  }

  /**
   * Draws how errors grow with the number of rows ahead, where there is more than one.
   *
   * @param column that is forecast
   * @param level that its intervals promise, in (0, 1)
   * @return this page
   */
  public ForecastPage leads(Backtest.Column column, double level) {
    if (column.leads().size() > 1) {
      page.heading("How far " + column.name() + " is foreseen");
      page.figures(LeadFigures.of(column, level));
    }
    return this;
  }

  private static Stream<ForecastTrack> few(List<ForecastTrack> tracks) {
    return tracks.stream().limit(MOST_SERIES);
  }

  private void leftOut(List<ForecastTrack> tracks) {
    if (tracks.size() > MOST_SERIES) {
      note("The first %d of %,d series are drawn.".formatted(MOST_SERIES, tracks.size()));
    }
  }

  /**
   * Adds a sentence.
   *
   * @param sentence text
   * @return this page
   */
  public ForecastPage note(String sentence) {
    page.note(sentence);
    return this;
  }

  /**
   * Writes the page; a reader finds the old file or the new one, never a part.
   *
   * @param file where to
   * @throws IOException if it can't be written
   */
  public void write(Path file) throws IOException {
    page.write(file);
  }
}
