package io.github.tbptt4j.tuning.report;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

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
   * Opens a page.
   *
   * @param html the page
   * @param script runs when the page has been drawn; what it returns is in the attribute {@code
   *     data-said} of the body
   * @param width of the window; below 500 pixels only what the script has said is returned
   * @param dark whether the reader prefers dark colours
   */
  Document open(String html, String script, int width, boolean dark) throws Exception {
    String listening =
        "<script>window.errors = [];"
            + "addEventListener('error', e => errors.push(e.message));"
            + "addEventListener('unhandledrejection', e => errors.push(e.reason));</script>";
    String asking =
        "<script>setTimeout(() => { let said; try { said = (() => {"
            + script
            + "})(); } catch (e) { errors.push(e.message); }const told ="
            + " top.document.body.dataset;told.said = JSON.stringify(said); told.errors ="
            + " errors.join('; '); }, 900);</script>";
    StringBuilder around = new StringBuilder(html); // libraries have such words in them, too
    around.insert(html.lastIndexOf("</body>"), asking);
    around.insert(html.indexOf("<head>") + "<head>".length(), listening);
    Path page = Files.createTempFile(folder, "page", ".html");
    Files.writeString(page, around);
    if (width < NARROWEST) {
      page = framed(page, width);
    }
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
    return read(out);
  }

  /** In a page around it, as windows aren't that narrow. */
  private Path framed(Path page, int width) throws IOException {
    return Files.writeString(
        Files.createTempFile(folder, "frame", ".html"),
        "<!DOCTYPE html><body><iframe src=\"%s\" style=\"width:%dpx;height:1000px;border:0\">"
            .formatted(page.toUri(), width));
  }

  private static Document read(Path dom) throws IOException {
    return Jsoup.parse(Files.readString(dom, StandardCharsets.UTF_8));
  }
}
