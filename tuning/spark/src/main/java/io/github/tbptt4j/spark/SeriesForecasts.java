package io.github.tbptt4j.spark;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.tbptt4j.tuning.forecast.ForecastOptions;
import io.github.tbptt4j.tuning.forecast.TableForecast;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.table.TableReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * On an executor: a group's rows as a file on one machine, so that cells are read as {@code
 * predict} reads them, and what the model says of it.
 *
 * @param source of the model
 * @param names of the columns that are cells
 * @param groups the columns that make the group
 * @param pointed whether all numbers are Spark's own, with a decimal point
 * @param level of intervals; null for none
 * @param ahead rows to forecast beyond the end; 0 to say something of the rows themselves
 */
record SeriesForecasts(
    ModelSource<TableModel> source,
    List<String> names,
    List<String> groups,
    boolean pointed,
    Double level,
    int ahead)
    implements FlatMapGroupsFunction<String, Row, Row> {

  @Override
  public Iterator<Row> call(String group, Iterator<Row> keyed) throws IOException {
    TableModel model = source.get();
    List<Row> rows = new ArrayList<>();
    Path file = Files.createTempFile("tbptt4j-series", ".csv");
    try {
      try (CsvWriter csv = CsvWriter.builder().build(file, StandardCharsets.UTF_8)) {
        csv.writeRecord(names);
        while (keyed.hasNext()) {
          Row row = keyed.next();
          csv.writeRecord(row.<String>getList(2));
          rows.add(row.getStruct(1));
        }
      }
      TableForecast forecast =
          model.forecast(
              reader(model).scan(List.of(file)), new ForecastOptions(level, ahead, null));
      return (ahead == 0 ? ofRows(model, forecast, rows) : beyond(forecast, rows.get(0)))
          .iterator();
    } catch (IllegalArgumentException e) {
      String where = groups.isEmpty() ? "" : "Group " + group + ": ";
      String what = String.valueOf(e.getMessage()).replace(file.getFileName() + ", ", "");
      throw new IllegalArgumentException(where + what, e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private TableReader reader(TableModel model) {
    TableReader.Builder reader =
        TableReader.builder()
            .encoding(StandardCharsets.UTF_8)
            .delimiter(',')
            .header(true)
            .footer(0)
            .comment("")
            .expected(model.columnTypes())
            .usual(model.conventions());
    return (pointed ? reader.decimal('.') : reader).build();
  }

  private static List<Row> ofRows(TableModel model, TableForecast forecast, List<Row> rows) {
    List<TableForecast.Column> columns = new ArrayList<>();
    for (int j = 0; model.isOfValues() && j < model.predicted().size(); j++) {
      columns.add(forecast.column(j));
    }
    double[][] probabilities = model.isOfValues() ? null : forecast.probabilities();
    String[] predictedFor = forecast.predictedFor();
    List<Row> said = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      List<Object> values = new ArrayList<>();
      if (predictedFor != null) {
        values.add(predictedFor[i]);
      }
      add(values, columns, i);
      if (probabilities != null) {
        addClass(values, model.classes(), probabilities[i]);
      }
      said.add(TextColumn.with(rows.get(i), values.toArray()));
    }
    return said;
  }

  private List<Row> beyond(TableForecast forecast, Row first) {
    List<Row> said = new ArrayList<>();
    for (TableForecast.Future future : forecast.future()) {
      for (int step = 0; step < ahead; step++) {
        List<Object> values = new ArrayList<>();
        for (String group : groups) {
          values.add(first.getAs(group));
        }
        if (future.dates() != null) {
          values.add(future.dates()[step]);
        }
        values.add(step + 1);
        add(values, future.columns(), step);
        said.add(RowFactory.create(values.toArray()));
      }
    }
    return said;
  }

  private static void add(List<Object> values, List<TableForecast.Column> columns, int row) {
    for (TableForecast.Column column : columns) {
      values.add(number(column.values()[row]));
      if (column.lower() != null) {
        values.add(number(column.lower()[row]));
        values.add(number(column.upper()[row]));
      }
    }
  }

  private static void addClass(List<Object> values, List<String> classes, double[] probabilities) {
    int best = 0;
    for (int label = 1; label < probabilities.length; label++) {
      best = probabilities[label] > probabilities[best] ? label : best;
    }
    values.add(classes.get(best));
    for (double probability : probabilities) {
      values.add(number(probability));
    }
  }

  private static Double number(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }
}
