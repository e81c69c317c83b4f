package io.github.tbptt4j.spark;

import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Continues or scores a column of texts. */
@Command(
    name = "generate",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Continues texts: column continuation. With --score says how well the model predicts them:"
            + " column bits_per_character.")
final class GenerateCommand implements Callable<Integer> {
  @Mixin private TableFiles files;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      defaultValue = "value",
      description = "Of the texts (${DEFAULT-VALUE}, that of text files).")
  private String column;

  @Option(
      names = "--model",
      paramLabel = "PATH",
      description = "A model's file, of hdfs:// or the like or of each machine (the zoo's).")
  private String model;

  @Option(names = "--score", description = "Score, don't write.")
  private boolean score;

  @Option(
      names = "--length",
      paramLabel = "N",
      defaultValue = "500",
      description = "Characters to write (${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0.7",
      description = "Less prefers what is likely (${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Of each row (${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    Dataset<Row> rows = files.read(SparkMain.session());
    SparkTextGenerator generator =
        model == null ? SparkInference.texts() : SparkInference.texts(model);
    files.write(
        score
            ? generator.score(rows, column)
            : generator.goOn(rows, column, length, temperature, seed));
    return 0;
  }
}
