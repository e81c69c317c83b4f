package io.github.tbptt4j.spark;

import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Adds what a classifier says of a column of texts. */
abstract class LabelCommand implements Callable<Integer> {
  @Mixin private TableFiles files;

  @Mixin CommandTexts texts;

  abstract SparkClassifier classifier();

  @Override
  public Integer call() {
    SparkSession session = SparkMain.session();
    files.write(classifier().label(files.read(session), texts.column));
    return 0;
  }

  /** Languages. */
  @Command(
      name = "identify",
      sortOptions = false,
      mixinStandardHelpOptions = true,
      description = "Says in which language texts are: columns label and confidence.")
  static final class Identify extends LabelCommand {
    @Override
    SparkClassifier classifier() {
      return texts.model == null
          ? SparkInference.languages()
          : SparkInference.languages(texts.model);
    }
  }

  /** User agents. */
  @Command(
      name = "classify",
      sortOptions = false,
      mixinStandardHelpOptions = true,
      description = "Says what user agents are: columns label and confidence.")
  static final class Classify extends LabelCommand {
    @Override
    SparkClassifier classifier() {
      return texts.model == null
          ? SparkInference.userAgents()
          : SparkInference.userAgents(texts.model);
    }
  }
}
