package io.github.tbptt4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.forecast.ForecastOptions;
import io.github.tbptt4j.tuning.forecast.TableForecast;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkForecasterTest {
  private static final int HOURS = 60;
  private static final int AHEAD = 5;

  @TempDir static Path folder;

  private static List<String> lines;
  private static TableModel model;

  /** Two cities in one model. */
  @BeforeAll
  static void train() throws IOException {
    List<String> training = new ArrayList<>(SmallSeries.lines("Aachen", 0, 300));
    training.addAll(SmallSeries.lines("Bonn", 0, 300));
    TableSource source = SmallSeries.scan(folder.resolve("training.csv"), training);
    model =
        SmallSeries.model(
            source, data -> data.values("load").inputs("load", "open").group("city").horizon(2));
    model.save(folder.resolve("load.model"));
    lines = new ArrayList<>(SmallSeries.lines("Aachen", 310, HOURS));
    lines.addAll(SmallSeries.lines("Bonn", 290, HOURS));
  }

  private static String url(String file) {
    return folder.resolve(file).toUri().toString();
  }

  /** In any order, and with types of Spark's. */
  private static Dataset<Row> rows(List<String> some) {
    List<String> shuffled = new ArrayList<>(some);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.add(0, SmallSeries.HEADER);
    return TestSpark.session()
        .read()
        .option("header", true)
        .schema("city STRING, time TIMESTAMP, load DOUBLE, open INT, state STRING")
        .csv(TestSpark.session().createDataset(shuffled, Encoders.STRING()))
        .repartition(3);
  }

  @Test
  void rowsGetTheNumbersOfOneMachine() throws IOException {
    TableForecast local =
        model.forecast(
            SmallSeries.scan(folder.resolve("local.csv"), lines), new ForecastOptions().level(0.9));
    Dataset<Row> forecast =
        SparkInference.forecasts(url("load.model")).level(0.9).rows(rows(lines));
    assertEquals(DataTypes.TimestampType, forecast.schema().apply("predicted_for").dataType());
    List<Row> said = forecast.orderBy("city", "time").collectAsList();
    assertEquals(2 * HOURS, said.size());
    for (int i = 0; i < said.size(); i++) {
      Row row = said.get(i);
      assertEquals(local.column(0).values()[i], row.<Double>getAs("predicted_load"), row + "");
      assertEquals(local.column(0).lower()[i], row.<Double>getAs("predicted_load_lower"));
      assertEquals(local.column(0).upper()[i], row.<Double>getAs("predicted_load_upper"));
      assertEquals(
          row.<Timestamp>getAs("time").getTime() + 2 * 3_600_000,
          row.<Timestamp>getAs("predicted_for").getTime());
    }
  }

  @Test
  void eachSeriesGoesOnAsOnOneMachine() throws IOException {
    TableForecast local =
        model.forecast(
            SmallSeries.scan(folder.resolve("local-ahead.csv"), lines),
            new ForecastOptions().level(0.8).ahead(AHEAD));
    Dataset<Row> ahead =
        SparkInference.forecasts(folder.resolve("load.model").toString())
            .level(0.8)
            .ahead(rows(lines), AHEAD);
    assertArrayEquals(
        new String[] {
          "city", "time", "step", "predicted_load", "predicted_load_lower", "predicted_load_upper"
        },
        ahead.columns());
    List<Row> said = ahead.withColumn("time", functions.col("time").cast("string")).collectAsList();
    assertEquals(2 * AHEAD, said.size());
    for (Row row : said) {
      TableForecast.Future future =
          local.future().stream()
              .filter(one -> one.series().equals(row.getString(0)))
              .findFirst()
              .orElseThrow();
      int step = row.getInt(2) - 1;
      assertEquals(future.dates()[step], row.getString(1));
      assertEquals(future.columns().get(0).values()[step], row.getDouble(3));
      assertEquals(future.columns().get(0).lower()[step], row.getDouble(4));
      assertEquals(future.columns().get(0).upper()[step], row.getDouble(5));
    }
  }

  /** One series in training; on Spark one for each city, dates as text. */
  @Test
  void aModelOfOneSeriesForecastsGroups() throws IOException {
    TableModel one =
        SmallSeries.model(
            SmallSeries.scan(folder.resolve("one.csv"), SmallSeries.lines("Aachen", 0, 300)),
            data -> data.values("load").inputs("load").horizon(1));
    one.save(folder.resolve("one.model"));
    List<Row> said =
        SparkInference.forecasts(url("one.model"))
            .by("city")
            .ahead(rows(lines).withColumn("time", functions.col("time").cast("string")), 1)
            .orderBy("city")
            .collectAsList();
    for (int city = 0; city < 2; city++) {
      TableForecast local =
          one.forecast(
              SmallSeries.scan(
                  folder.resolve("city.csv"), lines.subList(city * HOURS, (city + 1) * HOURS)),
              new ForecastOptions().ahead(1));
      assertEquals(local.future().get(0).dates()[0], said.get(city).getString(1));
      assertEquals(local.future().get(0).columns().get(0).values()[0], said.get(city).getDouble(3));
    }
  }

  @Test
  void classesComeWithTheirProbabilities() throws IOException {
    TableModel classes =
        SmallSeries.model(
            SmallSeries.scan(folder.resolve("classes.csv"), SmallSeries.lines("Aachen", 0, 300)),
            data -> data.classes("state").inputs("load").horizon(0));
    classes.save(folder.resolve("state.model"));
    List<String> some = lines.subList(0, HOURS);
    double[][] local =
        classes
            .forecast(
                SmallSeries.scan(folder.resolve("local-classes.csv"), some), new ForecastOptions())
            .probabilities();
    SparkForecaster forecaster = SparkInference.forecasts(url("state.model"));
    List<Row> said = forecaster.rows(rows(some)).orderBy("time").collectAsList();
    for (int i = 0; i < HOURS; i++) {
      double high = said.get(i).getAs("probability_high");
      assertEquals(local[i][0], high);
      assertEquals(high >= 0.5 ? "high" : "low", said.get(i).getAs("predicted_state"));
    }
    assertThrows(IllegalArgumentException.class, () -> forecaster.ahead(rows(some), 1));
    assertThrows(IllegalArgumentException.class, () -> forecaster.level(0.9).rows(rows(some)));
  }

  @Test
  void whatIsWrongIsNamedWithItsGroup() {
    SparkForecaster forecaster = SparkInference.forecasts(url("load.model"));
    Exception twice =
        assertThrows(
            Exception.class,
            () ->
                forecaster
                    .rows(rows(lines).union(rows(lines).where("city = 'Bonn'").limit(1)))
                    .collectAsList());
    assertTrue(twice.getMessage().contains("Group {\"city\":\"Bonn\"}: "), twice.getMessage());
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class, () -> forecaster.by("store").ahead(rows(lines), 1));
    assertTrue(none.getMessage().startsWith("There is no column store"), none.getMessage());
    Exception lacking =
        assertThrows(
            Exception.class, () -> forecaster.rows(rows(lines).drop("open")).collectAsList());
    assertTrue(lacking.getMessage().contains("lacks open"), lacking.getMessage());
    RuntimeException file =
        assertThrows(
            RuntimeException.class,
            () -> SparkInference.forecasts(url("none.model")).rows(rows(lines)));
    assertTrue(file.getMessage().contains("none.model can't be read"), file.getMessage());
  }
}
