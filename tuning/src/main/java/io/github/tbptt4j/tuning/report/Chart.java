package io.github.tbptt4j.tuning.report;

import static io.github.tbptt4j.tuning.report.Html.element;
import static io.github.tbptt4j.tuning.report.Html.escape;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a chart of the page says, in a sentence and as a table, for readers who don't see it and for
 * pages without scripts; the page's script draws the chart itself.
 *
 * @param id its name in the page
 * @param title above it
 * @param says what is to be seen in it
 * @param caption how to read it
 * @param broad whether it takes the whole width
 * @param head headings of the table
 * @param rows cells of the table
 */
record Chart(
    String id,
    String title,
    String says,
    String caption,
    boolean broad,
    List<String> head,
    List<List<String>> rows) {

  /** {@return its words and its table; the script puts the chart between them} */
  String html() {
    String headings =
        head().stream()
            .map(cell -> "<th scope=\"col\">" + escape(cell) + "</th>")
            .collect(Collectors.joining());
    String lines =
        rows().stream()
            .map(
                cells ->
                    element(
                        "tr",
                        cells.stream()
                            .map(cell -> "<td>" + escape(cell) + "</td>")
                            .collect(Collectors.joining())))
            .collect(Collectors.joining());
    return """
    <figure class="card%s" id="figure-%s">
    <h3 id="title-%s">%s</h3>
    <p class="says" id="says-%s">%s</p>
    <figcaption>%s</figcaption>
    <details><summary>%s as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="%s as a table">
    <table><thead><tr>%s</tr></thead><tbody>%s</tbody></table></div></details>
    </figure>
    """
        .formatted(
            broad() ? " broad" : "",
            id(),
            id(),
            escape(title()),
            id(),
            escape(says()),
            escape(caption()),
            escape(title()),
            escape(title()),
            headings,
            lines);
  }
}
