package io.github.tbptt4j.tuning.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.report.Browser.Seen;
import io.github.tbptt4j.tuning.report.Browser.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The page in a real browser. */
class ReportInBrowserTest {
  private static final int MOST_BYTES = 2_000_000;

  private static final String SORTING =
      """
      const place = [...document.querySelectorAll('#candidates th')]
        .findIndex(th => th.textContent === 'score');
      const press = () => document.querySelectorAll('#candidates th button')[place].click();
      const scores = () => [...document.querySelectorAll('#candidates tbody tr')]
        .map(tr => tr.cells[place].textContent);
      const sorted = () => document.querySelectorAll('#candidates th')[place]
        .getAttribute('aria-sort');
      press(); const up = scores(), ascending = sorted();
      press(); const down = scores(), descending = sorted();
      return {up, ascending, down, descending,
        focused: document.activeElement.textContent};
      """;

  private static final String FILTERING =
      """
      const rows = () => document.querySelectorAll('#candidates tbody tr').length;
      const faded = () => document.querySelectorAll(
        '#chart-curves path[stroke-opacity="0.04"]').length;
      const before = rows();
      const outcome = document.getElementById('outcome');
      outcome.value = 'FAILED'; outcome.dispatchEvent(new Event('change'));
      const failed = rows(), count = document.getElementById('count').textContent;
      const hidden = faded();
      document.getElementById('clear').click();
      const filter = document.getElementById('filter');
      filter.value = '#59'; filter.dispatchEvent(new Event('input'));
      const one = rows();
      document.getElementById('clear').click();
      return {before, failed, count, one, after: rows(), hidden};
      """;

  private static final String WALKING =
      """
      const said = {};
      for (const canvas of document.querySelectorAll('.chart')) {
        canvas.focus();
        const press = key => {
          const event = new KeyboardEvent('keydown', {key, cancelable: true});
          canvas.dispatchEvent(event);
          if (!event.defaultPrevented) throw new Error('The page scrolls by ' + key);
          return canvas.closest('figure').querySelector('[aria-live]').textContent;
        };
        said[canvas.id] = [press('ArrowRight'), press('ArrowRight'), press('ArrowLeft'),
          press('End'), press('ArrowDown'), press('Escape')];
      }
      return said;
      """;

  private static final String NAMES =
      """
      const data = JSON.parse(document.getElementById('sweep').textContent);
      const chart = echarts.getInstanceByDom(document.getElementById('chart-tradeoff'));
      chart.dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: 0});
      return {scripts: document.querySelectorAll('script').length,
        named: data.hyperparameters.map(one => one.name),
        inTip: document.querySelectorAll('#chart-tradeoff script').length};
      """;

  private static final String BRUSHING =
      """
      const chart = echarts.getInstanceByDom(document.getElementById('chart-parallel'));
      chart.dispatchAction({type: 'axisAreaSelect',
        parallelAxisId: chart.getModel().getComponent('parallelAxis', 0).id,
        intervals: [[0.6, 1.4]]}); // of 1, 5, 20
      const cells = [...document.querySelectorAll('#candidates tbody tr')]
        .map(tr => tr.cells[1].textContent);
      return {rows: cells.length, k1: [...new Set(cells)]};
      """;

  private static final String FITTING =
      """
      const box = document.documentElement;
      return {inner: innerWidth, scroll: box.scrollWidth,
        page: getComputedStyle(document.body).backgroundColor,
        charts: [...document.querySelectorAll('#charts .chart svg')]
          .map(svg => svg.getBoundingClientRect().right)};
      """;

  /** The order matters: what was brushed stays. */
  private static final Map<String, String> SCRIPTS = new LinkedHashMap<>();

  static {
    SCRIPTS.put("sorting", SORTING);
    SCRIPTS.put("filtering", FILTERING);
    SCRIPTS.put("walking", WALKING);
    SCRIPTS.put("names", NAMES);
    SCRIPTS.put("brushing", BRUSHING);
  }

  @TempDir static Path folder;

  /** By candidates, width and whether it is dark; a browser takes seconds to start. */
  private static final Map<String, Seen> SEEN = new HashMap<>();

  @BeforeAll
  static void open() throws Exception {
    Browser browser = Browser.in(folder);
    Map<String, String> fitting = Map.of("fitting", FITTING);
    String many = page(60);
    SEEN.put("60, 1200, false", browser.open(false, new View(many, 1200, SCRIPTS)).get(0));
    SEEN.put("60, 800, true", browser.open(true, new View(many, 800, fitting)).get(0));
    List<Seen> others =
        browser.open(
            false,
            new View(many, 2560, fitting),
            new View(many, 360, fitting),
            new View(page(0), 1200, Map.of()),
            new View(page(1), 1200, Map.of()));
    SEEN.put("60, 2560, false", others.get(0));
    SEEN.put("60, 360, false", others.get(1));
    SEEN.put("0, 1200, false", others.get(2));
    SEEN.put("1, 1200, false", others.get(3));
  }

  /** Sixty candidates, some of which failed, with names that want to be markup. */
  private static String page(int candidates) throws IOException {
    Path sweep = Files.createDirectories(folder.resolve("sweep" + candidates));
    List<CandidateResult> results = new ArrayList<>();
    for (int i = 0; i < candidates; i++) {
      int k1 = List.of(1, 5, 20).get(i % 3);
      Double score = i % 10 == 9 ? null : Double.valueOf(2 + 0.01 * (i * 7 % candidates));
      results.add(
          SweepFixture.candidate(
              i,
              k1,
              20 + 20 * (i / 3 % 4),
              score,
              1 + i % 7,
              Map.of(
                  SweepFixture.HOSTILE,
                  SweepFixture.HOSTILE + i % 2,
                  "learningRate",
                  0.001 * (1 + i % 5))));
    }
    SweepReport.of(SweepFixture.sweep(sweep, results), List.of()).write(sweep);
    Path page = sweep.resolve(SweepReport.HTML);
    assertTrue(Files.size(page) < MOST_BYTES, "" + Files.size(page));
    return Files.readString(page);
  }

  private static Seen seen(int candidates, int width, boolean dark) {
    Seen seen = SEEN.get(candidates + ", " + width + ", " + dark);
    assertEquals("", seen.errors());
    return seen;
  }

  private static JsonNode said(String script) {
    return seen(60, 1200, false).said().get(script);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "60, 5"})
  void drawsWhatThereIs(int candidates, int charts) {
    Document page = seen(candidates, 1200, false).page();
    assertEquals(charts, page.select("#charts svg").size());
    assertEquals(
        page.select("#pictures figure[data-chart]:not([hidden])").isEmpty(), candidates != 1);
    assertEquals(candidates, page.select("#candidates tbody tr").size());
    for (Element figure : page.select("#charts figure")) {
      assertNotNull(figure.selectFirst("figcaption"));
      assertTrue(figure.select("svg path").size() > 2, figure.id());
      Element chart = figure.selectFirst(".chart[tabindex=0][role=application]");
      for (String id : chart.attr("aria-labelledby").split(" ")) {
        assertFalse(figure.getElementById(id).text().isBlank(), id);
      }
      assertEquals("true", chart.selectFirst("svg").attr("aria-hidden"));
      assertFalse(figure.select("details tbody tr").isEmpty(), figure.id());
    }
  }

  @Test
  void sortsByTheHeadingsButtons() {
    JsonNode said = said("sorting");
    assertEquals("ascending", said.get("ascending").asText());
    assertEquals("descending", said.get("descending").asText());
    assertEquals("score", said.get("focused").asText());
    double before = 0;
    for (int i = 0; i < 54; i++) { // those without a score are at the end
      double score = said.get("up").get(i).asDouble();
      assertTrue(score >= before, i + ": " + score);
      before = score;
    }
    assertEquals("\u2013", said.get("up").get(59).asText());
    assertEquals("\u2013", said.get("down").get(59).asText());
    assertEquals(before, said.get("down").get(0).asDouble());
  }

  @Test
  void filtersTheTableAndTheCurves() {
    JsonNode said = said("filtering");
    assertEquals(60, said.get("before").asInt());
    assertEquals(6, said.get("failed").asInt());
    assertEquals("6 of 60 candidates", said.get("count").asText());
    assertEquals(1, said.get("one").asInt());
    assertEquals(60, said.get("after").asInt());
    assertTrue(said.get("hidden").asInt() >= 54, "" + said); // lines, and their points
  }

  @Test
  void arrowsWalkThePointsOfEachChart() {
    JsonNode said = said("walking");
    assertEquals(5, said.size());
    String best = said.get("chart-curves").get(0).asText();
    assertEquals(
        "; 3 bits per character after 500 time steps, 5 s. (1 of 2, row 1 of 54)",
        best.substring(best.indexOf(';')));
    for (JsonNode steps : said) {
      assertFalse(steps.get(0).asText().equals(steps.get(1).asText()), "" + steps);
      assertEquals(steps.get(0), steps.get(2));
      assertFalse(steps.get(0).asText().equals(steps.get(4).asText()), "" + steps);
      assertEquals("", steps.get(5).asText());
    }
  }

  @Test
  void brushingAnAxisListsWhatRunsThroughIt() {
    JsonNode said = said("brushing");
    assertEquals(18, said.get("rows").asInt()); // a third of those with a score
    assertEquals("[\"5\"]", said.get("k1").toString());
  }

  @ParameterizedTest
  @CsvSource({"360, false", "800, true", "2560, false"})
  void fitsTheWindowInLightAndDark(int width, boolean dark) {
    JsonNode said = seen(60, width, dark).said().get("fitting");
    int inner = said.get("inner").asInt();
    assertEquals(width, inner);
    assertTrue(said.get("scroll").asInt() <= inner, "" + said);
    assertEquals(5, said.get("charts").size());
    said.get("charts").forEach(right -> assertTrue(right.asDouble() <= inner, "" + said));
    assertEquals(dark ? "rgb(18, 23, 28)" : "rgb(245, 247, 250)", said.get("page").asText());
  }

  @Test
  void namesOfDataStayText() {
    JsonNode said = said("names");
    assertEquals(5, said.get("scripts").asInt()); // the page's three and this test's two
    assertTrue(said.get("named").toString().contains("<script>"), "" + said);
    assertEquals(0, said.get("inTip").asInt());
  }
}
