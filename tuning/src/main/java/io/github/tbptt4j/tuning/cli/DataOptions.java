package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.TextData;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What to train on. */
final class DataOptions {
  @Option(
      names = "--text",
      paramLabel = "FILE",
      description =
          "A text in UTF-8: predict the next character. 80 %% are trained on, 10 %% select, 10 %%"
              + " test the winner, in the order of reading.")
  private Path text;

  @Option(
      names = "--rare",
      paramLabel = "N",
      defaultValue = "1",
      description = "Characters that occur less often are one unknown symbol (${DEFAULT-VALUE}).")
  private int rare;

  @Option(
      names = "--streams",
      paramLabel = "B",
      defaultValue = "32",
      description = "Parallel streams of the text, the minibatch size (${DEFAULT-VALUE}).")
  private int streams;

  SequenceData data() {
    return text();
  }

  TextData text() {
    return TextData.of(text).minimumCount(rare).streams(streams).evaluationStreams(streams).build();
  }
}
