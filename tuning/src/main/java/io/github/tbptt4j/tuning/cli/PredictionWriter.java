package io.github.tbptt4j.tuning.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.tuning.forecast.TableForecast;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.table.ColumnType;
import io.github.tbptt4j.tuning.table.TableRows;
import io.github.tbptt4j.tuning.table.TableSource;
import io.github.tbptt4j.tuning.table.TableSummary;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Writes a table again, with what a model says of its rows. */
final class PredictionWriter {
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?\\d{1,300}(\\.\\d{1,300})?([eE][+-]?\\d{1,3})?");

  private final TableModel model;
  private final TableSource source;
  private final TableForecast forecast;
  private final List<String> names = new ArrayList<>();
  private final List<TableForecast.Column> columns = new ArrayList<>();
  private final boolean intervals;
  private final boolean future;
  private final String clockColumn; // null for none

  private PredictionWriter(TableModel model, TableSource source, TableForecast forecast) {
    this.model = model;
    this.source = source;
    this.forecast = forecast;
    for (int j = 0; model.isOfValues() && j < model.predicted().size(); j++) {
      columns.add(forecast.column(j));
    }
    intervals = !columns.isEmpty() && columns.get(0).lower() != null;
    future = !forecast.future().isEmpty();
    clockColumn = forecast.clockColumn().orElse(null);
    names.addAll(source.names());
    if (future) {
      names.add("predicted_for");
    }
    for (String name : model.predicted()) {
      names.add("predicted_" + name);
      if (intervals) {
        names.add("predicted_" + name + "_lower");
        names.add("predicted_" + name + "_upper");
      }
    }
    model.classes().forEach(label -> names.add("probability_" + label));
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "There would be two columns %s: rename or leave out the table's own.".formatted(name));
      }
    }
  }

  /** To a file, whole or not at all; to standard output where there is none. */
  static void write(
      Path file,
      PredictionFormat format,
      TableModel model,
      TableSource source,
      TableForecast forecast,
      PrintWriter standardOutput)
      throws IOException {
    PredictionWriter writer = new PredictionWriter(model, source, forecast);
    if (file == null) {
      writer.write(format, standardOutput);
      standardOutput.flush();
      Errors.requireWritten(standardOutput);
      return;
    }
    AtomicFiles.write(
        file,
        out -> {
          Writer characters =
              new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          writer.write(format, characters);
          characters.flush();
        });
  }

  private void write(PredictionFormat format, Writer to) throws IOException {
    Lines lines = format == PredictionFormat.CSV ? new Csv(to) : new Json(to);
    lines.begin();
    String[] predictedFor = future ? forecast.predictedFor() : null;
    double[][] probabilities = model.isOfValues() ? null : forecast.probabilities();
    try (TableRows rows = source.rows()) {
      for (int row = 0; rows.next(); row++) {
        List<String> cells = rows.cells();
        if (future) {
          cells.add(predictedFor == null ? "" : predictedFor[row]);
        }
        for (TableForecast.Column column : columns) {
          add(cells, column, row);
        }
        if (probabilities != null) {
          addClass(cells, probabilities[row]);
        }
        lines.add(cells);
      }
    }
    for (TableForecast.Future beyond : forecast.future()) {
      writeFuture(beyond, lines);
    }
    lines.end();
  }

  private void writeFuture(TableForecast.Future beyond, Lines lines) throws IOException {
    int steps = beyond.columns().get(0).values().length;
    for (int step = 0; step < steps; step++) {
      List<String> cells = new ArrayList<>();
      String date = beyond.dates() == null ? "" : beyond.dates()[step];
      for (String name : source.names()) {
        cells.add(future(name, beyond, step));
      }
      cells.add(
          beyond.dates() == null
              ? "+" + (step + 1)
              : beyond.clocks() == null ? date : date + " " + beyond.clocks()[step]);
      for (TableForecast.Column column : beyond.columns()) {
        add(cells, column, step);
      }
      lines.add(cells);
    }
  }

  /** What is known of a row beyond the end. */
  private String future(String column, TableForecast.Future beyond, int step) {
    if (column.equals(model.time())) {
      return beyond.dates()[step];
    }
    if (column.equals(model.group())) {
      return beyond.series();
    }
    boolean clock = beyond.clocks() != null && column.equals(clockColumn);
    return clock ? beyond.clocks()[step] : "";
  }

  private void add(List<String> cells, TableForecast.Column column, int row) {
    cells.add(number(column.values()[row]));
    if (intervals) {
      cells.add(number(column.lower()[row]));
      cells.add(number(column.upper()[row]));
    }
  }

  private void addClass(List<String> cells, double[] probabilities) {
    int best = 0;
    for (int label = 1; label < probabilities.length; label++) {
      best = probabilities[label] > probabilities[best] ? label : best;
    }
    cells.add(model.classes().get(best));
    for (double probability : probabilities) {
      cells.add(number(probability));
    }
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /** Where rows go. */
  private interface Lines {
    void begin() throws IOException;

    void add(List<String> cells) throws IOException;

    void end() throws IOException;
  }

  private final class Csv implements Lines {
    private final CsvWriter csv;

    Csv(Writer to) {
      csv = CsvWriter.builder().build(to);
    }

    @Override
    public void begin() {
      csv.writeRecord(names);
    }

    @Override
    public void add(List<String> cells) {
      csv.writeRecord(cells);
    }

    @Override
    public void end() throws IOException {
      csv.flush();
    }
  }

  private final class Json implements Lines {
    private final Writer to;
    private final ObjectMapper json =
        new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    private final List<ColumnType> types = new ArrayList<>();

    Json(Writer to) {
      this.to = to;
      source.summary().columns().stream().map(TableSummary.Column::type).forEach(types::add);
    }

    @Override
    public void begin() {
      // There is no header.
    }

    @Override
    public void add(List<String> cells) throws IOException {
      Map<String, Object> line = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        line.put(names.get(i), value(i, cells.get(i)));
      }
      to.write(json.writeValueAsString(line));
      to.write('\n');
    }

    /** Numbers as numbers; a number that only the file's language can read stays text. */
    private Object value(int column, String cell) {
      if (cell.isEmpty()) {
        return null;
      }
      boolean text =
          column < types.size()
              ? types.get(column) != ColumnType.NUMBER
              : names.get(column).equals("predicted_for")
                  || (!model.isOfValues() && column == types.size());
      return text || !JSON_NUMBER.matcher(cell).matches() ? cell : (Object) new BigDecimal(cell);
    }

    @Override
    public void end() throws IOException {
      to.flush();
    }
  }
}
