package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.probe.LagProbeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sweep has found, for people: a page with the trade-off table, figures and advice, a
 * picture, and the table as CSV. Works for a sweep that goes on too, with what there is.
 *
 * <pre>{@code
 * SweepReport.of(SweepResult.read(folder), lags).write(folder);
 * }</pre>
 */
public final class SweepReport {
  /** The page: one file without references to others. */
  public static final String HTML = "report.html";

  /** All figures in one picture. */
  public static final String PNG = "report.png";

  /** The table, unrounded. */
  public static final String CSV = "report.csv";

  private final Findings findings;

  private SweepReport(Findings findings) {
    this.findings = findings;
  }

  /**
   * A report.
   *
   * @param sweep what was found
   * @param lags how far truncations learn, the candidates' or others too; may be empty
   * @return the report
   */
  public static SweepReport of(SweepResult sweep, List<LagProbeResult> lags) {
    return new SweepReport(Findings.of(sweep, lags));
  }

  /** {@return the page, which asks its server for what is new} */
  String livePage() {
    return HtmlPage.live(findings);
  }

  /** {@return what is drawn, as JSON} */
  String data() {
    return PageData.of(findings).json();
  }

  /** {@return which candidate to take and why, in sentences, the most important first} */
  public List<String> advice() {
    return Advice.of(findings);
  }

  /** {@return the distinct pairs of k1 and k2 of the candidates, and full BPTT, in their order} */
  public List<TruncatedBptt> truncations() {
    return findings.rows().stream()
        .map(TradeOff::candidate)
        .filter(candidate -> !Findings.isOfAnotherKind(candidate))
        .map(Findings::truncation)
        .distinct()
        .toList();
  }

  /**
   * The trade-off table as text, the best candidate first.
   *
   * @return lines of fields, the headings first; no field has a space
   */
  public List<List<String>> table() {
    List<Column> columns = findings.columns();
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::brief).toList());
    for (TradeOff row : findings.bestFirstThenOthers()) {
      lines.add(columns.stream().map(column -> column.text().apply(row).replace(" ", "")).toList());
    }
    return lines;
  }

  /**
   * Writes the files {@link #HTML}, {@link #PNG} and {@link #CSV}; older ones are replaced, each by
   * a whole one or not at all.
   *
   * @param folder where to
   * @throws IOException if they can't be written
   */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    AtomicFiles.write(folder.resolve(CSV), CsvTable.of(findings));
    AtomicFiles.write(folder.resolve(HTML), HtmlPage.of(findings));
    Overview.write(findings, folder.resolve(PNG));
  }
}
