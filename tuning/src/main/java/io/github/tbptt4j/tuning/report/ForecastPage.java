package io.github.tbptt4j.tuning.report;

import static io.github.tbptt4j.tuning.report.Html.element;
import static io.github.tbptt4j.tuning.report.Html.escape;

import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.tuning.forecast.Backtest;
import io.github.tbptt4j.tuning.forecast.ForecastTrack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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

  private final String title;
  private final StringBuilder body = new StringBuilder();

  /**
   * An empty page.
   *
   * @param title above all
   * @param about what is shown, a line below it
   */
  public ForecastPage(String title, String about) {
    this.title = title;
    body.append(element("h1", escape(title)));
    body.append(element("p", "about", escape(about)));
  }

  /**
   * Says what to know first.
   *
   * @param sentences the most important one first; none for nothing
   * @return this page
   */
  public ForecastPage findings(List<String> sentences) {
    if (!sentences.isEmpty()) {
      body.append(element("section", "card advice", paragraphs(sentences)));
    }
    return this;
  }

  private static String paragraphs(List<String> sentences) {
    return sentences.stream()
        .map(sentence -> element("p", escape(sentence)))
        .collect(Collectors.joining());
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
    body.append(element("h2", escape(heading)));
    String head = element("thead", line("th", lines.get(0)));
    String rows =
        lines.stream().skip(1).map(cells -> line("td", cells)).collect(Collectors.joining());
    card(element("table", head + element("tbody", rows)));
    if (note != null) {
      body.append(element("p", "about note", escape(note)));
    }
    return this;
  }

  private void card(String table) {
    body.append("<div class=\"card scroll\" tabindex=\"0\">").append(table).append("</div>\n");
  }

  private static String line(String tag, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(
          "<%s%s>%s</%s>"
              .formatted(tag, i == 0 ? "" : " class=\"number\"", escape(cells.get(i)), tag));
    }
    return element("tr", line.toString());
  }

  /**
   * Adds how often which class was taken for which, the more often the darker.
   *
   * @param classes their names
   * @param counts [actual][predicted]
   * @return this page
   */
  public ForecastPage confusion(List<String> classes, int[][] counts) {
    body.append(element("h2", "Which class is taken for which"));
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
    card(
        element(
            "table",
            "confusion",
            element("thead", line("th", header)) + element("tbody", rows.toString())));
    body.append(
        element(
            "p", "about note", "Rows of the table, coloured by their part of the actual class."));
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
    body.append(element("h2", escape("Forecast of " + column)));
    figures(few(tracks).map(track -> TrackFigures.forecast(column, track)).toList());
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
      body.append(element("h2", escape("What forecasts of " + column + " missed")));
      figures(figures);
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
      body.append(element("h2", escape("How far " + column.name() + " is foreseen")));
      figures(LeadFigures.of(column, level));
    }
    return this;
  }

  private static Stream<ForecastTrack> few(List<ForecastTrack> tracks) {
    return tracks.stream().limit(MOST_SERIES);
  }

  private void figures(List<Figure> figures) {
    body.append(element("div", "figures", HtmlPage.figures(figures)));
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
    body.append(element("p", "about note", escape(sentence)));
    return this;
  }

  /**
   * Writes the page; a reader finds the old file or the new one, never a part.
   *
   * @param file where to
   * @throws IOException if it can't be written
   */
  public void write(Path file) throws IOException {
    AtomicFiles.write(file, HtmlPage.of(title, body.toString()));
  }
}
