package io.github.tbptt4j.tuning.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.CandidateResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The page in a real browser. */
class ReportInBrowserTest {
  private static final int MOST_BYTES = 2_000_000;

  /** By how many candidates they are of: drawing their pictures takes longest. */
  private static final Map<Integer, String> PAGES = new ConcurrentHashMap<>();

  @TempDir static Path shared;
  @TempDir Path folder;
  private Browser browser;

  @BeforeEach
  void find() {
    browser = Browser.in(folder);
  }

  /** Sixty candidates, some of which failed, with names that want to be markup. */
  private static String page(int candidates) throws IOException {
    String there = PAGES.get(candidates);
    if (there != null) {
      return there;
    }
    Path sweep = Files.createDirectories(shared.resolve("sweep" + candidates));
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
    PAGES.put(candidates, Files.readString(page));
    return PAGES.get(candidates);
  }

  private JsonNode said(String script, int width, boolean dark) throws Exception {
    Document page = browser.open(page(60), script, width, dark);
    assertEquals("", page.body().attr("data-errors"));
    assertFalse(page.body().attr("data-said").isEmpty(), "The page's script didn't run.");
    return new ObjectMapper().readTree(page.body().attr("data-said"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "60, 5"})
  void drawsWhatThereIs(int candidates, int charts) throws Exception {
    Document page = browser.open(page(candidates), "return 1", 1200, false);
    assertEquals("", page.body().attr("data-errors"));
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
  void sortsByTheHeadingsButtons() throws Exception {
    JsonNode said =
        said(
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
            """,
            1200,
            false);
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
  void filtersTheTableAndTheCurves() throws Exception {
    JsonNode said =
        said(
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
            """,
            1200,
            false);
    assertEquals(60, said.get("before").asInt());
    assertEquals(6, said.get("failed").asInt());
    assertEquals("6 of 60 candidates", said.get("count").asText());
    assertEquals(1, said.get("one").asInt());
    assertEquals(60, said.get("after").asInt());
    assertTrue(said.get("hidden").asInt() >= 54, "" + said); // lines, and their points
  }

  @Test
  void arrowsWalkThePointsOfEachChart() throws Exception {
    JsonNode said =
        said(
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
            """,
            1200,
            false);
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
  void brushingAnAxisListsWhatRunsThroughIt() throws Exception {
    JsonNode said =
        said(
            """
            const chart = echarts.getInstanceByDom(document.getElementById('chart-parallel'));
            chart.dispatchAction({type: 'axisAreaSelect',
              parallelAxisId: chart.getModel().getComponent('parallelAxis', 0).id,
              intervals: [[0.6, 1.4]]}); // of 1, 5, 20
            const cells = [...document.querySelectorAll('#candidates tbody tr')]
              .map(tr => tr.cells[1].textContent);
            return {rows: cells.length, k1: [...new Set(cells)]};
            """,
            1200,
            false);
    assertEquals(18, said.get("rows").asInt()); // a third of those with a score
    assertEquals("[\"5\"]", said.get("k1").toString());
  }

  @ParameterizedTest
  @CsvSource({"360, false", "800, true", "2560, false"})
  void fitsTheWindowInLightAndDark(int width, boolean dark) throws Exception {
    JsonNode said =
        said(
            """
            const box = document.documentElement;
            return {inner: innerWidth, scroll: box.scrollWidth,
              page: getComputedStyle(document.body).backgroundColor,
              charts: [...document.querySelectorAll('#charts .chart svg')]
                .map(svg => svg.getBoundingClientRect().right)};
            """,
            width,
            dark);
    int inner = said.get("inner").asInt();
    assertEquals(width, inner);
    assertTrue(said.get("scroll").asInt() <= inner, "" + said);
    assertEquals(5, said.get("charts").size());
    said.get("charts").forEach(right -> assertTrue(right.asDouble() <= inner, "" + said));
    assertEquals(dark ? "rgb(18, 23, 28)" : "rgb(245, 247, 250)", said.get("page").asText());
  }

  @Test
  void namesOfDataStayText() throws Exception {
    JsonNode said =
        said(
            """
            const data = JSON.parse(document.getElementById('sweep').textContent);
            const chart = echarts.getInstanceByDom(document.getElementById('chart-tradeoff'));
            chart.dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: 0});
            return {scripts: document.querySelectorAll('script').length,
              named: data.hyperparameters.map(one => one.name),
              inTip: document.querySelectorAll('#chart-tradeoff script').length};
            """,
            1200,
            false);
    assertEquals(5, said.get("scripts").asInt()); // the page's three and this test's two
    assertTrue(said.get("named").toString().contains("<script>"), "" + said);
    assertEquals(0, said.get("inTip").asInt());
  }
}
