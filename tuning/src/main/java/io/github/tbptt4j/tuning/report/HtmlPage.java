package io.github.tbptt4j.tuning.report;

import static io.github.tbptt4j.tuning.report.Html.element;
import static io.github.tbptt4j.tuning.report.Html.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The report as one page that needs nothing else: no network and no other file. It can be read
 * without its scripts, which sort, filter and draw.
 */
final class HtmlPage {
  /** A browser loads nothing from elsewhere, even if something in the page asked for it. */
  static final String NOTHING_ELSE =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline';"
          + " img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

  private static final Pattern ABSOLUTE = Pattern.compile("/|[A-Za-z]:\\\\");
  private static final Pattern FOLDERS = Pattern.compile(".*[/\\\\]");

  /** What draws, one function around all. */
  private static final List<String> SCRIPTS =
      List.of("page.js", "table.js", "curves.js", "charts.js", "seeds.js", "walk.js", "report.js");

  private HtmlPage() {}

  /** {@return a page that a script brings to life where there is one} */
  static String of(Findings findings) {
    PageData data = PageData.of(findings);
    return of(title(findings), body(findings, data), scripts(data.json()));
  }

  /** {@return the same, which asks the server that it comes from for what is new} */
  static String live(Findings findings) {
    PageData data = PageData.of(findings);
    String status =
        "<p class=\"about\" id=\"live\" role=\"status\">"
            + "The sweep is running; this page follows it.</p>";
    return of(title(findings), status + body(findings, data), scripts(data.json()));
  }

  /** {@return a page around HTML} */
  static String of(String title, String body) {
    return of(title, body, "");
  }

  private static String of(String title, String body, String scripts) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="%s">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    <main>
    %s</main>
    %s</body>
    </html>
    """
        .formatted(NOTHING_ELSE, escape(title), resource("report.css"), body, scripts);
  }

  /** The data, the plotting library with its notice, and what draws. */
  private static String scripts(String data) {
    return "<script type=\"application/json\" id=\"sweep\">"
        + data
        + "</script>\n<script>"
        + "/*! "
        + resource("echarts/NOTICE").strip()
        + " Licensed under the Apache License, Version 2.0. */\n"
        + resource("echarts/echarts.min.js")
        + "</script>\n<script>\n"
        + "\"use strict\";\n(() => {\n"
        + SCRIPTS.stream().map(HtmlPage::resource).collect(Collectors.joining("\n"))
        + "})();\n</script>\n";
  }

  private static String body(Findings findings, PageData data) {
    return element("h1", escape(title(findings)))
        + "<p class=\"about\" id=\"about\">"
        + escape(about(findings))
        + "</p>"
        + element("h2", "Which to take, and why")
        + "<section class=\"card advice\" id=\"advice\">"
        + advice(findings)
        + "</section>"
        + element("h2", "What each truncation costs and brings")
        + "<div id=\"filters\" class=\"filters\" hidden></div><div class=\"card scroll candidates\""
        + " tabindex=\"0\" role=\"region\" aria-label=\"Candidates\">"
        + table(findings)
        + "</div>\n"
        + failures(findings)
        + element("h2", "Figures")
        + "<div class=\"figures\" id=\"charts\">"
        + data.charts().stream().map(Chart::html).collect(Collectors.joining())
        + "</div>"
        + "<div class=\"figures\" id=\"pictures\">"
        + figures(findings)
        + "</div>"
        + element("h2", "What the columns mean")
        + element("section", "card", meanings(findings))
        + configuration(findings.configuration());
  }

  private static String title(Findings findings) {
    Object data = findings.configuration().get("data");
    Object name = data instanceof Map<?, ?> map ? map.get("name") : null;
    return "Truncation lengths" + (name == null ? "" : " for " + withoutFolder(name.toString()));
  }

  private static String withoutFolder(String name) {
    return ABSOLUTE.matcher(name).lookingAt() ? FOLDERS.matcher(name).replaceFirst("") : name;
  }

  static String about(Findings findings) {
    int ended = findings.rows().size();
    int planned = findings.planned();
    String progress =
        ended < planned
            ? "%d of %d candidates so far".formatted(ended, planned)
            : ended + " candidates";
    return "%s, scored by %s (%s is better), found by %s search, seed %s."
        .formatted(
            progress,
            findings.metric(),
            findings.lowerIsBetter() ? "lower" : "higher",
            search(findings.configuration()),
            findings.configuration().get("seed"));
  }

  private static String search(Map<String, Object> configuration) {
    Object search = configuration.get("search");
    Object method = search instanceof Map<?, ?> map ? map.get("method") : search;
    return String.valueOf(method).toLowerCase(Locale.ROOT);
  }

  private static String advice(Findings findings) {
    return Advice.of(findings).stream()
        .map(sentence -> element("p", escape(sentence)))
        .collect(Collectors.joining());
  }

  private static String table(Findings findings) {
    String head = cells("th", findings, column -> escape(column.title()), column -> "");
    String body =
        findings.bestFirstThenOthers().stream()
            .map(row -> line(row, findings))
            .collect(Collectors.joining());
    return "<table id=\"candidates\">"
        + element("thead", element("tr", head))
        + element("tbody", body)
        + "</table>";
  }

  private static String line(TradeOff row, Findings findings) {
    String cells =
        cells(
            "td",
            findings,
            column -> escape(column.text().apply(row)),
            column -> dataValue(column, row));
    return findings.best().filter(row::equals).isPresent()
        ? element("tr", "best", cells)
        : element("tr", cells);
  }

  private static String cells(
      String tag,
      Findings findings,
      Function<Column, String> html,
      Function<Column, String> attributes) {
    return findings.columns().stream()
        .map(
            column ->
                "<%s%s%s%s>%s</%s>"
                    .formatted(
                        tag,
                        tag.equals("th") ? " scope=\"col\"" : "",
                        column.isNumber() ? " class=\"number\"" : "",
                        attributes.apply(column),
                        html.apply(column),
                        tag))
        .collect(Collectors.joining());
  }

  /** The unrounded value, for programs that read the page. */
  private static String dataValue(Column column, TradeOff row) {
    Object value = column.value().apply(row);
    return " data-column=\""
        + column.id()
        + "\" data-value=\""
        + (value == null ? "" : escape(value.toString()))
        + "\"";
  }

  private static String failures(Findings findings) {
    String items =
        findings.rows().stream()
            .filter(row -> row.candidate().failure() != null)
            .map(
                row ->
                    element(
                        "li",
                        escape(
                            "%s (%s): %s"
                                .formatted(row.name(), row.choice(), row.candidate().failure()))))
            .collect(Collectors.joining());
    return items.isEmpty()
        ? ""
        : element("h2", "What went wrong") + element("section", "card", element("ul", items));
  }

  /** The script hides pictures of what it draws itself. */
  private static String figures(Findings findings) {
    return Figures.of(findings).stream()
        .map(
            figure -> {
              String chart = Figures.DRAWN_BY_SCRIPT.get(figure.title());
              return chart == null
                  ? figure(figure, "", Images::small)
                  : figure(figure, " data-chart=\"" + chart + "\"", Images::plain);
            })
        .collect(Collectors.joining());
  }

  static String figures(List<Figure> figures) {
    return figures.stream()
        .map(figure -> figure(figure, "", Images::picture))
        .collect(Collectors.joining());
  }

  private static String figure(Figure figure, String more, Function<Figure, String> image) {
    return "<figure class=\"card%s\"%s>\n%s%s%s</figure>\n"
        .formatted(
            figure.broad() ? " broad" : "",
            more,
            element("h3", escape(figure.title())),
            image.apply(figure),
            element("figcaption", escape(figure.caption())));
  }

  private static String meanings(Findings findings) {
    return element(
        "dl",
        findings.columns().stream()
            .map(
                column ->
                    element("dt", escape(column.title()))
                        + element("dd", escape(column.explanation())))
            .collect(Collectors.joining()));
  }

  private static String configuration(Map<String, Object> configuration) {
    return element(
        "details",
        element("summary", "What was asked for (sweep.json)")
            + element("pre", escape(json(configuration))));
  }

  private static String json(Map<String, Object> configuration) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(configuration);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A configuration read from JSON is writable as JSON.", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
