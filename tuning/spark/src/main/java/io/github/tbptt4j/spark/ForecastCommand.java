package io.github.tbptt4j.spark;

import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Forecasts series by group. */
@Command(
    name = "forecast",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Adds to each row what a model of train --csv predicts; with --ahead writes the rows beyond"
            + " the end of each series instead.")
final class ForecastCommand implements Callable<Integer> {
  @Mixin private TableFiles files;

  @Option(
      names = "--model",
      paramLabel = "PATH",
      required = true,
      description = "A file that train --csv wrote, of hdfs:// or the like or of each machine.")
  private String model;

  @Option(
      names = "--by",
      paramLabel = "COLUMN",
      split = ",",
      description = "Whose equal values make a series, besides the model's own group.")
  private String[] by = {};

  @Option(
      names = "--order",
      paramLabel = "COLUMN",
      description = "That ascends in a series (the model's time).")
  private String order;

  @Option(names = "--ahead", paramLabel = "N", description = "Rows beyond the end (none).")
  private Integer ahead;

  @Option(
      names = "--interval",
      paramLabel = "PERCENT",
      description = "Add the ends of intervals that cover so many percent (none).")
  private Double interval;

  @Override
  public Integer call() {
    SparkForecaster forecaster = SparkInference.forecasts(model).by(by);
    if (order != null) {
      forecaster = forecaster.orderedBy(order);
    }
    if (interval != null) {
      forecaster = forecaster.level(interval / 100);
    }
    Dataset<Row> rows = files.read(SparkMain.session());
    files.write(ahead == null ? forecaster.rows(rows) : forecaster.ahead(rows, ahead));
    return 0;
  }
}
