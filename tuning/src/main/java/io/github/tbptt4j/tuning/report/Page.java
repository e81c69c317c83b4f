package io.github.tbptt4j.tuning.report;

import static io.github.tbptt4j.tuning.report.Html.element;
import static io.github.tbptt4j.tuning.report.Html.escape;

import io.github.tbptt4j.internal.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A page as it grows: sentences, tables and figures, one below the other. */
final class Page {
  private final String title;
  private final StringBuilder body = new StringBuilder();

  /**
   * An empty page.
   *
   * @param title above all
   * @param about what is shown, a line below it
   */
  Page(String title, String about) {
    this.title = title;
    body.append(element("h1", escape(title)));
    body.append(element("p", "about", escape(about)));
  }

  /** What to know first, the most important sentence before all others; none for nothing. */
  void findings(List<String> sentences) {
    if (!sentences.isEmpty()) {
      body.append(element("section", "card advice", paragraphs(sentences)));
    }
  }

  private static String paragraphs(List<String> sentences) {
    return sentences.stream()
        .map(sentence -> element("p", escape(sentence)))
        .collect(Collectors.joining());
  }

  void heading(String text) {
    body.append(element("h2", escape(text)));
  }

  /**
   * A table under a heading.
   *
   * @param lines of cells, the headings first; all but the first column are numbers
   * @param note below it; null for none
   */
  void table(String heading, List<List<String>> lines, String note) {
    heading(heading);
    String head = element("thead", line("th", lines.get(0)));
    String rows =
        lines.stream().skip(1).map(cells -> line("td", cells)).collect(Collectors.joining());
    card(element("table", head + element("tbody", rows)));
    if (note != null) {
      note(note);
    }
  }

  /** HTML of a table, which may be wider than the window. */
  void card(String table) {
    body.append("<div class=\"card scroll\" tabindex=\"0\">").append(table).append("</div>\n");
  }

  static String line(String tag, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(
          "<%s%s>%s</%s>"
              .formatted(tag, i == 0 ? "" : " class=\"number\"", escape(cells.get(i)), tag));
    }
    return element("tr", line.toString());
  }

  void note(String sentence) {
    body.append(element("p", "about note", escape(sentence)));
  }

  void figures(List<Figure> figures) {
    body.append(element("div", "figures", HtmlPage.figures(figures)));
  }

  /** Larger ones, two beside each other at most. */
  void pairs(List<Figure> figures) {
    body.append(element("div", "figures pairs", HtmlPage.figures(figures)));
  }

  /** Writes it; a reader finds the old file or the new one, never a part. */
  void write(Path file) throws IOException {
    AtomicFiles.write(file, HtmlPage.of(title, body.toString()));
  }
}
