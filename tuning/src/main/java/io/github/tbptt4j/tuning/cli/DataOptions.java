package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.TextData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What to train on: a text or CSV files. */
final class DataOptions {
  private static final int USUAL_STREAMS = 32;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

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
      description = "Characters of the text that occur less often are one unknown symbol (1).")
  private Integer rare;

  @Mixin private CsvOptions csv;

  @Option(
      names = "--streams",
      paramLabel = "B",
      description =
          "Minibatch size: parallel streams or series (32; of a single series fewer, for 600 rows"
              + " each).")
  private Integer streams;

  /** {@return whether it was said what to train on} */
  boolean isGiven() {
    return text != null || csv.isGiven();
  }

  boolean isText() {
    return text != null;
  }

  /** {@return the minibatch size that was asked for; null for none} */
  Integer streams() {
    return streams;
  }

  /** {@return files and folders that are read} */
  List<Path> files() {
    return text == null ? csv.files() : List.of(text);
  }

  /** {@return the data; a text is {@link TextData}, a table TableData} */
  SequenceData data() throws IOException {
    if (text == null && !csv.isGiven()) {
      throw Errors.usage(spec.commandLine(), "Give --text FILE or --csv PATH: what to train on.");
    }
    if (text != null && csv.isGiven()) {
      throw Errors.usage(spec.commandLine(), "--text and --csv exclude each other.");
    }
    Errors.requirePositive(spec.commandLine(), "--streams", streams);
    Errors.requirePositive(spec.commandLine(), "--rare", rare);
    if (text == null) {
      if (rare != null) {
        throw Errors.usage(spec.commandLine(), "--rare is for --text only.");
      }
      return csv.data(streams, spec.commandLine());
    }
    csv.requireNone(spec.commandLine());
    return TextData.of(text)
        .minimumCount(rare == null ? 1 : rare)
        .streams(streams == null ? USUAL_STREAMS : streams)
        .evaluationStreams(streams == null ? USUAL_STREAMS : streams)
        .build();
  }
}
