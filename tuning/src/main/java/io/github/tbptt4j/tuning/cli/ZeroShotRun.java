package io.github.tbptt4j.tuning.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.tuning.report.ForecastPage;
import io.github.tbptt4j.zoo.DailyForecaster;
import io.github.tbptt4j.zoo.Zoo;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What {@code predict} does with a model of the zoo, which needs no training: rows to come. */
final class ZeroShotRun {
  /** The forecaster's name in the zoo, which stands for its file. */
  static final String NAME = "daily-forecaster";

  /** Days that are forecast where nothing is said. */
  static final int AHEAD = 28;

  /** Rows that can be forecast: workdays are fewer than the model's days. */
  static final int FARTHEST = 250;

  private static final double LEVEL = 0.8;
  private static final int LAST = 400; // rows of a history that are drawn
  private static final int MOST_ROWS = 60;

  private final ZeroShot subject;
  private final double level;
  private final List<ZeroShot.Forecast> forecasts;
  private final List<String> header = new ArrayList<>();

  /** Forecasts; null for the level that nobody asked for. */
  ZeroShotRun(ZeroShot subject, int ahead, Double level) {
    this.subject = subject;
    this.level = level == null ? LEVEL : level;
    forecasts = subject.forecast(ahead, this.level);
    subject.group().ifPresent(header::add);
    header.add(subject.time());
    String predicted = "predicted_" + subject.target();
    header.add(predicted);
    header.add(predicted + "_lower");
    header.add(predicted + "_upper");
  }

  /** {@return whether a model is the zoo's forecaster: its name, or a file of such a one} */
  static boolean isMeant(Path model) throws IOException {
    return Files.isRegularFile(model)
        ? Zoo.family(model).filter(NAME::equals).isPresent()
        : model.toString().equals(NAME) && !Files.exists(model);
  }

  static DailyForecaster model(Path model) throws IOException {
    return Files.isRegularFile(model) ? DailyForecaster.load(model) : DailyForecaster.pretrained();
  }

  /** To a file, whole or not at all; to standard output where there is none. */
  void write(Path file, PredictionFormat format, PrintWriter standardOutput) throws IOException {
    if (file == null) {
      write(format, standardOutput);
      standardOutput.flush();
      Errors.requireWritten(standardOutput);
      return;
    }
    AtomicFiles.write(
        file,
        out -> {
          Writer characters =
              new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          write(format, characters);
          characters.flush();
        });
  }

  private void write(PredictionFormat format, Writer to) throws IOException {
    if (format == PredictionFormat.CSV) {
      CsvWriter csv = CsvWriter.builder().build(to);
      csv.writeRecord(header);
      for (List<Object> row : rows()) {
        csv.writeRecord(row.stream().map(String::valueOf).toList());
      }
      csv.flush();
      return;
    }
    ObjectMapper json = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    for (List<Object> row : rows()) {
      Map<String, Object> line = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        line.put(header.get(i), row.get(i));
      }
      to.write(json.writeValueAsString(line));
      to.write('\n');
    }
  }

  private List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (ZeroShot.Forecast forecast : forecasts) {
      for (int i = 0; i < forecast.days().size(); i++) {
        int day = forecast.days().get(i);
        List<Object> row = new ArrayList<>();
        if (subject.group().isPresent()) {
          row.add(forecast.name());
        }
        row.add(forecast.dates().get(i));
        row.add(forecast.forecast().median(day));
        row.add(forecast.forecast().quantile(day, (1 - level) / 2));
        row.add(forecast.forecast().quantile(day, (1 + level) / 2));
        rows.add(row);
      }
    }
    return rows;
  }

  /** {@return a page for people who would rather look} */
  ForecastPage page(String title) {
    ForecastPage page =
        new ForecastPage(
            title,
            "What is forecast of %s without training on it, with intervals of %s %%."
                .formatted(subject.target(), ScoreText.percent(level)));
    page.findings(subject.findings());
    page.forecasts(
        subject.target(), forecasts.stream().map(forecast -> forecast.track().tail(LAST)).toList());
    List<List<String>> lines = new ArrayList<>();
    lines.add(header);
    for (List<Object> row : rows().subList(0, Math.min(MOST_ROWS, rows().size()))) {
      lines.add(
          row.stream()
              .map(cell -> cell instanceof Double value ? ScoreText.number(value) : cell.toString())
              .toList());
    }
    int rows = rows().size();
    return page.table(
        "Beyond the end",
        lines,
        rows > MOST_ROWS
            ? String.format(Locale.ROOT, "The first %d of %,d rows.", MOST_ROWS, rows)
            : null);
  }
}
