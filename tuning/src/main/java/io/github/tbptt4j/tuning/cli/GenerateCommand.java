package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.TextGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    description = "Continues a text: the prompt and what follows go to standard output.",
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar generate --prompt \"The old man\" --length 300",
      "  java -jar tbptt4j.jar generate --model sweep --temperature 0.5",
      "  head -5 letter.txt | java -jar tbptt4j.jar generate --model book.zip --prompt -"
    })
final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "PATH",
      description =
          "A file that train wrote, or a sweep's folder, whose best model is taken (the zoo's,"
              + " trained on The Old Curiosity Shop).")
  private Path model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What to continue; - reads it from standard input (nothing).")
  private String prompt;

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
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The same seed gives the same text (${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    String beginning = prompt.equals("-") ? standardInput() : prompt;
    TextGenerator generator = model == null ? TextGenerator.pretrained() : TextModels.load(model);
    String continuation = generator.generate(beginning, length, temperature, seed);
    PrintWriter out = spec.commandLine().getOut();
    out.println(beginning + continuation);
    out.flush();
    return 0;
  }

  /** Without the line break at its end, which a pipe adds. */
  private static String standardInput() throws IOException {
    return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R$", "");
  }
}
