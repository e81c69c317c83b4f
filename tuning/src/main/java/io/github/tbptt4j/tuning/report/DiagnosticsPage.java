package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.GradientFlowRecord;
import io.github.tbptt4j.diagnostics.JacobianSpectrum;
import io.github.tbptt4j.tuning.tasks.TaskMeasure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What was seen in a network, for people who would rather look: one page that needs nothing else.
 *
 * <pre>{@code
 * new DiagnosticsPage("How far gradients go back", "book.zip on book.txt")
 *     .flow(GradientFlow.measure(network, minibatch))
 *     .write(Path.of("flow.html"));
 * }</pre>
 */
public final class DiagnosticsPage {
  private final Page page;

  /**
   * An empty page.
   *
   * @param title above all
   * @param about what is shown, a line below it
   */
  public DiagnosticsPage(String title, String about) {
    page = new Page(title, about);
  }

  /**
   * Says what to know first.
   *
   * @param sentences the most important one first; none for nothing
   * @return this page
   */
  public DiagnosticsPage findings(List<String> sentences) {
    page.findings(sentences);
    return this;
  }

  /**
   * Adds a table.
   *
   * @param heading above it
   * @param lines of cells, the headings first; all but the first column are numbers
   * @param note below it; null for none
   * @return this page
   */
  public DiagnosticsPage table(String heading, List<List<String>> lines, String note) {
    page.table(heading, lines, note);
    return this;
  }

  /**
   * Adds a sentence.
   *
   * @param sentence text
   * @return this page
   */
  public DiagnosticsPage note(String sentence) {
    page.note(sentence);
    return this;
  }

  /**
   * Draws how far gradients go back: by time, time against lag, and what each k2 keeps.
   *
   * @param flow measured
   * @return this page
   */
  public DiagnosticsPage flow(GradientFlow flow) {
    page.heading("Figures");
    page.pairs(FlowFigures.of(flow));
    return this;
  }

  /**
   * Draws the eigenvalues in the plane, singular values, and what happens along data.
   *
   * @param spectrum measured
   * @return this page
   */
  public DiagnosticsPage spectrum(JacobianSpectrum spectrum) {
    page.heading("Figures");
    page.pairs(SpectrumFigures.of(spectrum));
    return this;
  }

  /**
   * Draws how that changed over a training.
   *
   * @param records of a GradientFlowListener, of which those that failed are counted
   * @return this page
   */
  public DiagnosticsPage training(List<GradientFlowRecord> records) {
    page.heading("Over the training");
    List<Figure> figures = RecordFigures.of(records);
    List<GradientFlowRecord> failed =
        records.stream().filter(record -> !record.failure().isEmpty()).toList();
    if (!figures.isEmpty()) {
      page.pairs(figures);
    }
    page.note(
        "%d measurements%s%s."
            .formatted(
                records.size(),
                figures.isEmpty() ? ", too few of which give a gradient to draw a curve" : "",
                failed.isEmpty()
                    ? ""
                    : "; %d of them failed, the first at iteration %d: %s"
                        .formatted(
                            failed.size(),
                            failed.get(0).iteration(),
                            failed.get(0).failure().replaceAll("\\.$", ""))));
    return this;
  }

  /**
   * Draws time and memory by k2.
   *
   * @param rows truncations, full BPTT last
   * @return this page
   */
  public DiagnosticsPage costs(List<CostRow> rows) {
    page.heading("Figures");
    page.pairs(CostFigures.of(rows));
    return this;
  }

  /**
   * Draws how trainings on a synthetic task went, and what adaptive truncations chose.
   *
   * @param measure of the task
   * @param rows one a truncation
   * @return this page
   */
  public DiagnosticsPage tasks(TaskMeasure measure, List<TaskRow> rows) {
    List<Figure> figures = TaskFigures.of(measure, rows);
    if (!figures.isEmpty()) {
      page.heading("Figures");
      page.pairs(figures);
    }
    return this;
  }

  /**
   * Writes the page; a reader finds the old file or the new one, never a part.
   *
   * @param file where to
   * @throws IOException if it can't be written
   */
  public void write(Path file) throws IOException {
    page.write(file);
  }
}
