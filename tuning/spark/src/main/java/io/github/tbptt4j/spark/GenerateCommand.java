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

  @Mixin private CommandTexts texts;

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
        texts.model == null ? SparkInference.texts() : SparkInference.texts(texts.model);
    files.write(
        score
            ? generator.score(rows, texts.column)
            : generator.goOn(rows, texts.column, length, temperature, seed));
    return 0;
  }
}
