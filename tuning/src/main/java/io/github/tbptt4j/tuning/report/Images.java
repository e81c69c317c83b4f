package io.github.tbptt4j.tuning.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.knowm.xchart.ChartEncoder;

/** Figures as images inside of the page: drawn for light and dark, wide and narrow windows. */
final class Images {
  private static final Pattern DECIMALS = Pattern.compile("(\\.\\d\\d)\\d+");
  private static final String NARROW = "(max-width: 600px)";
  private static final String DARK = "(prefers-color-scheme: dark)";

  /** Characters of a picture that would be too much twice. */
  private static final int LARGE = 100_000;

  private Images() {}

  static String picture(Figure figure) {
    Canvas wide = large(figure, Theme.LIGHT);
    return "<picture>\n"
        + source(NARROW + " and " + DARK, figure, Canvas.narrow(Theme.DARK))
        + source(NARROW, figure, Canvas.narrow(Theme.LIGHT))
        + source(DARK, figure, large(figure, Theme.DARK))
        + "<img src=\"%s\" width=\"%d\" height=\"%d\" alt=\"%s\">\n</picture>\n"
            .formatted(
                dataUri(figure, wide),
                wide.width(),
                wide.height(),
                Html.escape(figure.title() + ". " + figure.caption()));
  }

  /** Light and dark only, and of a large one only light: for a page that has much else. */
  static String small(Figure figure) {
    Canvas wide = large(figure, Theme.LIGHT);
    String light = dataUri(figure, wide);
    return light.length() > LARGE
        ? image(figure, wide, light)
        : "<picture>\n%s%s</picture>\n"
            .formatted(source(DARK, figure, large(figure, Theme.DARK)), image(figure, wide, light));
  }

  /** For a page that draws it itself where it can: light and wide, and nothing else. */
  static String plain(Figure figure) {
    Canvas wide = large(figure, Theme.LIGHT);
    return image(figure, wide, dataUri(figure, wide));
  }

  private static String image(Figure figure, Canvas wide, String uri) {
    return "<img src=\"%s\" width=\"%d\" height=\"%d\" alt=\"%s\">\n"
        .formatted(
            uri,
            wide.width(),
            wide.height(),
            Html.escape(figure.title() + ". " + figure.caption()));
  }

  private static Canvas large(Figure figure, Theme theme) {
    return figure.broad() ? Canvas.broad(theme) : Canvas.wide(theme);
  }

  private static String source(String media, Figure figure, Canvas canvas) {
    return "<source media=\"%s\" srcset=\"%s\" width=\"%d\" height=\"%d\">\n"
        .formatted(media, dataUri(figure, canvas), canvas.width(), canvas.height());
  }

  private static String dataUri(Figure figure, Canvas canvas) {
    return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg(figure, canvas));
  }

  /** A hundredth of a pixel is enough: it halves the page. */
  private static String rounded(String svg) {
    return DECIMALS.matcher(svg).replaceAll("$1");
  }

  static byte[] svg(Figure figure, Canvas canvas) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ChartEncoder.saveChart(figure.draw().apply(canvas), out, "svg");
      return rounded(out.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
