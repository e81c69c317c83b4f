package io.github.tbptt4j.tuning.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A real browser, where the machine has one: it runs a page's scripts and gives what became of it.
 */
final class Browser {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final int NARROWEST = 500;

  private final Path program;
  private final Path folder;

  private Browser(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /** The machine's browser; a test is skipped, and says so, where there is none. */
  static Browser in(Path folder) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(path -> NAMES.stream().map(name -> Path.of(path, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Browser(program, folder))
        .orElseGet(() -> abort("There is none of " + NAMES + " on the PATH."));
  }

  /**
   * A page in a window.
   *
   * @param html the page
   * @param width of the window
   * @param scripts by their names: functions' bodies that run one after the other when the page has
   *     been drawn
   */
  record View(String html, int width, Map<String, String> scripts) {}

  /**
   * What became of a page.
   *
   * @param page as it was before the scripts ran, without the page's own
   * @param said what the scripts have returned, by their names
   * @param errors of any script; empty if there was none
   */
  record Seen(Document page, JsonNode said, String errors) {}

  /**
   * Opens pages in one browser: one in its window, several, or a narrow one, in frames.
   *
   * @param dark whether the reader prefers dark colours
   */
  List<Seen> open(boolean dark, View... views) throws Exception {
    List<Path> pages = new ArrayList<>();
    for (int i = 0; i < views.length; i++) {
      Path page = Files.createTempFile(folder, "page", ".html");
      pages.add(Files.writeString(page, asked(views[i], i)));
    }
    boolean framed = views.length > 1 || views[0].width < NARROWEST;
    Document top = dump(framed ? framed(pages, views) : pages.get(0), views[0].width, dark);
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < views.length; i++) {
      String told = top.body().attr("data-told-" + i);
      assertFalse(told.isEmpty(), "The script of page " + i + " didn't run.");
      JsonNode json = new ObjectMapper().readTree(told);
      seen.add(
          new Seen(
              Jsoup.parse(json.get("page").asText()),
              json.get("said"),
              json.get("errors").asText()));
    }
    return seen;
  }

  /** With scripts that listen and ask, and tell the window. */
  private static String asked(View view, int number) {
    String listening =
        "<script>window.errors = [];"
            + "addEventListener('error', e => errors.push(e.message));"
            + "addEventListener('unhandledrejection', e => errors.push(e.reason));</script>";
    StringBuilder asking =
        new StringBuilder(
            """
            <script>setTimeout(() => {
            const copy = document.documentElement.cloneNode(true);
            copy.querySelectorAll('script').forEach(one => one.remove());
            const said = {};
            """);
    view.scripts.forEach(
        (name, script) ->
            asking.append(
                "try { said.%s = (() => {\n%s\n})(); } catch (e) { errors.push('%s: ' + e.message); }\n"
                    .formatted(name, script, name)));
    asking.append(
        "top.document.body.setAttribute('data-told-%d', JSON.stringify({page: copy.outerHTML, said, errors: errors.join('; ')}));\n}, 900);</script>"
            .formatted(number));
    StringBuilder around = new StringBuilder(view.html); // libraries have such words in them, too
    around.insert(around.lastIndexOf("</body>"), asking);
    around.insert(around.indexOf("<head>") + "<head>".length(), listening);
    return around.toString();
  }

  private Document dump(Path page, int width, boolean dark) throws Exception {
    Path out = Files.createTempFile(folder, "dom", ".html");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--allow-file-access-from-files",
                "--user-data-dir=" + folder.resolve("profile"),
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                "--window-size=" + width + ",1000",
                "--virtual-time-budget=4000",
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "The browser didn't end.");
    return Jsoup.parse(Files.readString(out, StandardCharsets.UTF_8));
  }

  /** In a page around them, as windows aren't that narrow. */
  private Path framed(List<Path> pages, View... views) throws IOException {
    StringBuilder around = new StringBuilder("<!DOCTYPE html><body>");
    for (int i = 0; i < views.length; i++) {
      around.append(
          "<iframe src=\"%s\" style=\"width:%dpx;height:1000px;border:0\"></iframe>"
              .formatted(pages.get(i).toUri(), views[i].width));
    }
    return Files.writeString(Files.createTempFile(folder, "frame", ".html"), around);
  }
}
