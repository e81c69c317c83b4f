package io.github.tbptt4j.tuning.report;

import static io.github.tbptt4j.tuning.report.SweepFixture.candidate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.CandidateResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepReportTest {
  private static final List<CandidateResult> CANDIDATES =
      List.of(
          candidate(0, 1, 5, 2.456789012345, 30),
          candidate(1, 5, 20, 2.123456789012, 20),
          candidate(2, 20, 20, null, 0),
          candidate(3, 20, 100, 2.2, 10));

  @TempDir private static Path shared;
  private static Document page;

  @TempDir private Path folder;

  @BeforeAll
  static void write() throws IOException {
    page = written(CANDIDATES, shared);
  }

  private static Document written(List<CandidateResult> candidates, Path folder)
      throws IOException {
    SweepReport.of(SweepFixture.sweep(folder, candidates), SweepFixture.lags()).write(folder);
    return Jsoup.parse(Files.readString(folder.resolve(SweepReport.HTML)));
  }

  @Test
  void pageNeedsNothingElse() {
    assertTrue(page.select("link, iframe, object, embed, base").isEmpty());
    assertEquals(3, page.select("script").size()); // the data, the plotting library, what draws
    assertTrue(page.select("script[src]").isEmpty());
    for (Element element : page.getAllElements()) {
      for (Attribute attribute : element.attributes()) {
        if (List.of("src", "srcset", "href", "data", "action").contains(attribute.getKey())) {
          assertTrue(
              attribute.getValue().startsWith("data:image/svg+xml;base64,"),
              () -> element.tagName() + " refers to " + attribute.getValue());
        }
      }
    }
    assertFalse(page.select("style").html().contains("url("));
    assertFalse(page.select("style").html().contains("@import"));
  }

  @Test
  void everyFigureIsThereWithoutScriptsAndSaysWhatItShows() {
    assertEquals(6, page.select("#pictures figure").size());
    for (Element figure : page.select("#pictures figure")) {
      assertFalse(figure.select("img").attr("alt").isBlank());
      String svg = decoded(figure.select("img").attr("src"));
      assertTrue(svg.contains("<svg"), svg);
      assertFalse(svg.contains("href"), "an image inside of the page can't load another");
    }
  }

  private static String decoded(String dataUri) {
    byte[] svg = Base64.getDecoder().decode(dataUri.substring(dataUri.indexOf(',') + 1));
    return new String(svg, StandardCharsets.UTF_8);
  }

  @Test
  void tableAgreesWithCsvAndCsvWithTheCandidates() throws IOException {
    List<String> lines = Files.readAllLines(shared.resolve(SweepReport.CSV));
    List<String> names = Arrays.asList(lines.get(0).split(","));
    Map<String, String[]> csv = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      csv.put(fields[0], fields);
    }

    assertEquals(CANDIDATES.size(), page.select("#candidates tbody tr").size());
    for (Element row : page.select("#candidates tbody tr")) {
      String[] fields = csv.get(row.child(0).attr("data-value"));
      for (int i = 0; i < row.childrenSize(); i++) {
        String id = row.child(i).attr("data-column");
        assertEquals(fields[names.indexOf(id)], row.child(i).attr("data-value"), id);
      }
    }
    for (CandidateResult candidate : CANDIDATES) {
      String[] fields = csv.get(String.valueOf(candidate.index()));
      String score = fields[names.indexOf("validationScore")];
      assertEquals(candidate.hasScore() ? candidate.validationScore().toString() : "", score);
      assertEquals(
          candidate.trainingSeconds(),
          Double.parseDouble(fields[names.indexOf("trainingSeconds")]));
    }
    assertEquals("18", csv.get("1")[names.indexOf("solvedLag")]);
    assertEquals("", csv.get("3")[names.indexOf("solvedLag")], "was not probed");
  }

  @Test
  void bestIsFirstAndFailedLast() {
    assertEquals(
        List.of("1", "3", "0", "2"),
        page.select("#candidates tbody tr").stream()
            .map(row -> row.child(0).attr("data-value"))
            .toList());
    assertEquals(page.select("#candidates tbody tr").get(0), page.select("tr.best").first());
  }

  @Test
  void hostileNamesAndMessagesAreShownAsText() {
    assertEquals("Truncation lengths for " + SweepFixture.HOSTILE, page.title());
    assertTrue(page.select(".about").first().text().endsWith("found by grid search, seed 42."));
    assertTrue(page.select("li").text().contains("NaN in " + SweepFixture.HOSTILE));
    assertFalse(page.select("script[type=application/json]").html().contains("<script"));
  }

  @Test
  void pictureCanBeRead() throws IOException {
    assertEquals(
        2 * Canvas.tile("").width(),
        ImageIO.read(shared.resolve("report.png").toFile()).getWidth());
  }

  @Test
  void sweepWithoutAnyScoreGetsAReportThatSaysWhy() throws IOException {
    Document report = written(List.of(candidate(0, 1, 5, null, 0)), folder);

    assertTrue(report.select(".advice").text().contains("No candidate has a score"));
    assertTrue(report.select("li").text().contains("#0 (k1 = 1, k2 = 5): Gradient is NaN"));
    assertTrue(Files.size(folder.resolve("report.png")) > 0);
  }

  @Test
  void textTableHasNoSpacesInFields() throws IOException {
    SweepReport report = SweepReport.of(SweepFixture.sweep(folder, CANDIDATES), List.of());

    for (List<String> line : report.table()) {
      assertEquals(report.table().get(0).size(), line.size());
      assertTrue(line.stream().noneMatch(field -> field.isEmpty() || field.contains(" ")));
    }
  }
}
