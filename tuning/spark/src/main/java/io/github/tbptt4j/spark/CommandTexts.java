package io.github.tbptt4j.spark;

import picocli.CommandLine.Option;

/** Which texts a model of the zoo's families reads, and which model. */
final class CommandTexts {
  @Option(
      names = "--column",
      paramLabel = "NAME",
      defaultValue = "value",
      description = "Of the texts (${DEFAULT-VALUE}, that of text files).")
  String column;

  @Option(
      names = "--model",
      paramLabel = "PATH",
      description = "A model's file, of hdfs:// or the like or of each machine (the zoo's).")
  String model; // null for the zoo's
}
