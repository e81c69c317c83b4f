package io.github.tbptt4j.zoo.internal.card;

import io.github.tbptt4j.zoo.internal.card.Section.Bars;
import io.github.tbptt4j.zoo.internal.card.Section.Block;
import io.github.tbptt4j.zoo.internal.card.Section.Facts;
import io.github.tbptt4j.zoo.internal.card.Section.Items;
import io.github.tbptt4j.zoo.internal.card.Section.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A card as one page that needs nothing else: no script, no network, no other file. */
public final class CardPage {
  private static final String NOTHING_ELSE =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  private CardPage() {}

  /**
   * Writes a card.
   *
   * @param title above all
   * @param summary the sentence below it
   * @param sections the rest
   * @return the page's HTML
   */
  public static String of(String title, String summary, List<Section> sections) {
    String body =
        element("h1", escape(title))
            + "<p class=\"about\">"
            + escape(summary)
            + "</p>\n"
            + sections.stream().map(CardPage::section).collect(Collectors.joining());
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
    </body>
    </html>
    """
        .formatted(NOTHING_ELSE, escape(title), style(), body);
  }

  private static String section(Section section) {
    String blocks = section.blocks().stream().map(CardPage::block).collect(Collectors.joining());
    return element("h2", escape(section.heading()))
        + "<div class=\"cards\">\n"
        + blocks
        + "</div>\n";
  }

  private static String block(Block block) {
    if (block instanceof Bars bars) {
      return card(bars(bars));
    }
    if (block instanceof Facts facts) {
      return card(
          element(
              "dl",
              facts.rows().stream()
                  .map(f -> element("dt", escape(f.name())) + element("dd", escape(f.text())))
                  .collect(Collectors.joining())));
    }
    return card(
        element(
            "ul",
            ((Items) block)
                .texts().stream()
                    .map(item -> element("li", escape(item)))
                    .collect(Collectors.joining())));
  }

  private static String card(String html) {
    return "<section class=\"card\">\n" + html + "</section>\n";
  }

  private static String bars(Bars bars) {
    return "<table>\n"
        + element("caption", escape(bars.title()))
        + bars.rows().stream().map(row -> bar(row, bars.scale())).collect(Collectors.joining())
        + "</table>\n";
  }

  private static String bar(Row row, double scale) {
    double part = Math.min(1, Math.max(0, row.value() / scale));
    String note =
        row.note().isEmpty() ? "" : " <span class=\"note\">" + escape(row.note()) + "</span>";
    return """
    <tr><th scope="row">%s%s</th><td class="number">%s</td>\
    <td class="bar" aria-hidden="true"><span style="width:%s%%"></span></td></tr>
    """
        .formatted(
            escape(row.name()),
            note,
            escape(row.text()),
            Double.isFinite(part) ? String.format(Locale.ROOT, "%.1f", 100 * part) : "0");
  }

  private static String element(String tag, String html) {
    return "<" + tag + ">" + html + "</" + tag + ">\n";
  }

  /** Everything that means something in HTML as an entity, and nothing that HTML forbids. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isForbidden(c) ? 0xFFFD : c);
              }
            });
    return escaped.toString();
  }

  private static boolean isForbidden(int c) {
    boolean control = Character.isISOControl(c) && !Character.isWhitespace(c);
    return control || Character.getType(c) == Character.SURROGATE;
  }

  private static String style() {
    try (InputStream in = CardPage.class.getResourceAsStream("card.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
