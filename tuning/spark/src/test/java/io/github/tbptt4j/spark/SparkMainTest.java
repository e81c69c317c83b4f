package io.github.tbptt4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.forecast.ForecastOptions;
import io.github.tbptt4j.tuning.forecast.TableForecast;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.table.TableSource;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.TextGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the session of the tests, as in that of spark-submit. */
class SparkMainTest {
  private static final List<String> SENTENCES =
      List.of("The committee has approved the report.", "De commissie heeft het goedgekeurd.");

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void begin() {
    TestSpark.session();
  }

  private int run(String command) {
    return SparkMain.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(command.replace("@", folder.toUri().toString()).split(" +"));
  }

  private List<Row> written(String format, String name) {
    return TestSpark.session()
        .read()
        .option("header", true)
        .format(format)
        .load(folder.resolve(name).toString())
        .collectAsList();
  }

  @Test
  void textsAreLabelledAndContinued() throws IOException {
    Files.write(folder.resolve("texts.txt"), SENTENCES);
    assertEquals(0, run("identify --in @texts.txt --out @labelled"), err::toString);
    for (Row row : written("csv", "labelled")) {
      assertEquals(
          LanguageIdentifier.pretrained().identify(row.getString(0)).get(0).label(),
          row.getAs("label"));
    }
    assertEquals(1, run("identify --in @texts.txt --out @labelled"));
    assertTrue(err.toString().contains("already exists"), err.toString());
    assertEquals(0, run("generate --length 7 --in @texts.txt --out @on --out-format parquet"));
    for (Row row : written("parquet", "on")) {
      assertEquals(
          TextGenerator.pretrained().generate(row.getString(0), 7, 0.7, 42), row.getString(1));
    }
    assertEquals(1, run("classify --in @texts.txt --column text --out @agents"));
    assertTrue(err.toString().contains("There is no column text, but [value]."), err.toString());
    assertEquals(2, run("identify --in @texts.txt"));
  }

  @Test
  void seriesAreForecast() throws IOException {
    TableSource source =
        SmallSeries.scan(folder.resolve("load.csv"), SmallSeries.lines("Aachen", 0, 200));
    TableModel model =
        SmallSeries.model(source, data -> data.values("load").inputs("load").horizon(1));
    model.save(folder.resolve("load.model"));
    TableForecast local = model.forecast(source, new ForecastOptions().level(0.9).ahead(3));
    String command = "forecast --model @load.model --in @load.csv --interval 90 --by city --out ";
    assertEquals(0, run(command + "@next --out-format json --ahead 3"), err::toString);
    for (Row row : written("json", "next")) {
      long step = row.<Long>getAs("step");
      assertEquals(
          local.future().get(0).columns().get(0).upper()[(int) step - 1],
          row.<Double>getAs("predicted_load_upper"));
    }
  }

  @Test
  void aSweepIsThatOfTheCommandLine() throws IOException {
    Files.writeString(folder.resolve("words.txt"), "the cat sat on a mat. ".repeat(80));
    String command =
        "sweep --text @words.txt --streams 4 --k1 5 --k2 5,10 --hidden 6 --epochs 1 --parallel 2"
            + " --out @sweep";
    assertEquals(0, run(command), err::toString);
    SweepResult result = SweepResult.read(folder.resolve("sweep"));
    assertEquals(2, result.candidates().size());
    assertTrue(Files.exists(folder.resolve("sweep/report.html")));
    assertTrue(out.toString().contains("k2"), out.toString());
    assertEquals(0, run(command), err::toString); // nothing is left to do
    assertEquals(1, run(command + " --resume"));
    assertTrue(err.toString().contains("--resume is for sweeps on one machine"), err.toString());
    assertEquals(1, run(command + " --no-such"));
    assertTrue(err.toString().contains("--no-such"), err.toString());
  }
}
