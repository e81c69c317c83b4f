package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.Sampling;
import io.github.tbptt4j.zoo.SequenceModel;
import io.github.tbptt4j.zoo.TextGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets a model write. */
@Command(
    name = "generate",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Continues a text: the prompt and what follows go to standard output.",
      "--prompts continues many, one a line: their number, a tab, the text; tab, line break and"
          + " backslash in it are written \\t, \\n and \\\\."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar generate --prompt \"The old man\" --length 300",
      "  java -jar tbptt4j.jar generate --model sweep --temperature 0.5",
      "  head -5 letter.txt | java -jar tbptt4j.jar generate --model book.zip --prompt -",
      "  java -jar tbptt4j.jar generate --prompts first-words.txt --length 80 --format jsonl"
    })
final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "NAME|PATH",
      defaultValue = "text-generator",
      description =
          "A generator of the zoo, registered ones among them, a file that train wrote, or a"
              + " sweep's folder, whose best model is taken (the zoo's, trained on The Old"
              + " Curiosity Shop).")
  private String model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "What to continue; - reads it from standard input (nothing).")
  private String prompt;

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = "Continue each line of a file; - for standard input.")
  private Path prompts;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of what --prompts writes: tsv or jsonl (tsv).")
  private LabelFormat format;

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
      description =
          "1 draws from the prediction as it is, less prefers what is likely, 0 always takes the"
              + " likeliest (${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Draw from the K likeliest characters alone (all).")
  private Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Draw from the fewest characters alone that have a share P of the probability (1, all).")
  private Double topP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      description =
          "Divide the probability of a character with which nine in a row would recur, once more"
              + " for each further one (1, none).")
  private Double repetitionPenalty;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description =
          "End before this would be written; \\n is a line break; more than one may be given.")
  private List<String> stops = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The same seed gives the same text (${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    requireOneKindOfPrompt();
    Sampling sampling = sampling();
    if (prompts != null) {
      InputFiles.requireReadable(List.of(prompts));
    }
    String beginning = prompt == null ? "" : prompt.equals("-") ? standardInput() : prompt;
    TextGenerator generator = generator();
    if (prompts != null) {
      continueEach(generator, sampling);
      return 0;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(beginning);
    // Each character when it is there: a reader sees the text grow.
    Iterator<String> characters = generator.stream(beginning, sampling).iterator();
    while (characters.hasNext()) {
      out.print(characters.next());
      Errors.requireWritten(out);
    }
    out.println();
    Errors.requireWritten(out);
    return 0;
  }

  private Sampling sampling() {
    try {
      Sampling.Builder sampling =
          Sampling.builder()
              .length(length)
              .temperature(temperature)
              .seed(seed)
              .stop(stops.stream().map(stop -> stop.replace("\\n", "\n")).toArray(String[]::new));
      if (topK != null) {
        sampling.topK(topK);
      }
      if (topP != null) {
        sampling.topP(topP);
      }
      if (repetitionPenalty != null) {
        sampling.repetitionPenalty(repetitionPenalty);
      }
      return sampling.build();
    } catch (IllegalArgumentException e) {
      throw Errors.usage(spec.commandLine(), e.getMessage());
    }
  }

  private TextGenerator generator() throws IOException {
    if (Files.isDirectory(Path.of(model))) {
      return TextModels.load(Path.of(model));
    }
    SequenceModel<?> loaded = NamedModels.load(spec.commandLine(), "--model", model);
    if (loaded instanceof TextGenerator generator) {
      return generator;
    }
    throw NamedModels.wrongKind(spec.commandLine(), "--model", model, loaded);
  }

  private void requireOneKindOfPrompt() {
    if (prompts != null && prompt != null) {
      throw Errors.usage(spec.commandLine(), "--prompt and --prompts can't be together: give one.");
    }
    if (prompts == null && format != null) {
      throw Errors.usage(spec.commandLine(), "--format is of what --prompts writes: give that.");
    }
  }

  /** Each as if it were alone: the same seed for all. */
  private void continueEach(TextGenerator generator, Sampling sampling) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (TextLines lines = InputFiles.open(prompts)) {
      for (TextLines.Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.whole()) {
          throw new IOException(
              "%s, line %d has more than %,d bytes: a prompt is read by its last 10,000 characters."
                  .formatted(lines.name(), line.number(), TextLines.LONGEST));
        }
        String continuation = generator.generate(line.text(), sampling);
        out.print(written(line, continuation));
        Errors.requireWritten(out);
      }
    }
  }

  private String written(TextLines.Line line, String continuation) throws IOException {
    if (format != LabelFormat.JSONL) {
      return line.number() + "\t" + LabelWriter.escape(line.text() + continuation) + "\n";
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("line", line.number());
    object.put("prompt", line.text());
    object.put("continuation", continuation);
    return LabelWriter.json(object);
  }

  /** Without the line break at its end, which a pipe adds. */
  private static String standardInput() throws IOException {
    return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R$", "");
  }
}
