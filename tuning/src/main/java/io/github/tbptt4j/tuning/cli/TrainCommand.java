package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.TextData;
import io.github.tbptt4j.tuning.space.TruncationSpace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains one configuration: a sweep of one candidate, whose model is kept. */
@Command(
    name = "train",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Trains one network and writes it to a model file; the model kept is the best on the"
          + " validation part. A text's model is for generate and the zoo's TextGenerator.load,"
          + " another for DL4J's ModelSerializer."
    },
    footer = {
      "",
      "@|bold Example|@",
      "  java -jar tbptt4j.jar train --text book.txt --k1 5 --k2 50 --out book.zip"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;

  @Option(
      names = "--k1",
      paramLabel = "N",
      defaultValue = "20",
      description = "Steps between two updates (${DEFAULT-VALUE}).")
  private int k1;

  @Option(
      names = "--k2",
      paramLabel = "N",
      defaultValue = "40",
      description = "Steps that each run of backpropagation goes back (${DEFAULT-VALUE}).")
  private int k2;

  @Mixin private ModelOptions model;
  @Mixin private TrainingOptions training;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where the model goes; an older file is replaced.")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The same seed gives the same model (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    if (!model.isOneModel()) {
      throw Errors.usage(
          spec.commandLine(),
          "train takes one value each of --hidden, --learning-rate and --clip; sweep takes"
              + " several.");
    }
    Errors.requirePositive(spec.commandLine(), "--k1", k1);
    Errors.requirePositive(spec.commandLine(), "--k2", k2);
    model.requireSense();
    training.requireSense();
    TruncatedBptt truncation = TruncatedBptt.of(k1, k2);
    requireWritable();
    SequenceData sequences = data.data();
    Path folder = Files.createTempDirectory("tbptt4j-train");
    try {
      SweepResult result =
          TruncationSweep.builder()
              .data(sequences)
              .space(model.models(sequences).trainer(TruncationSpace.of(truncation)))
              .limits(training.limits())
              .parallel(1)
              .seed(seed)
              .folder(folder)
              .progress(!quiet)
              .build()
              .run();
      save(result, sequences instanceof TextData);
      print(result);
    } finally {
      delete(folder);
    }
    return 0;
  }

  /** Before the training: afterwards would be too late. */
  private void requireWritable() {
    Path folder = out.toAbsolutePath().getParent();
    if (Files.isDirectory(out) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          out + " can't be written: give a file in a folder that exists and is writable.");
    }
  }

  private void save(SweepResult result, boolean text) throws IOException {
    if (text) {
      TextModels.ofBest(result).save(out);
    } else {
      int best = result.best().orElseThrow().index();
      Files.copy(result.modelFile(best), out, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void print(SweepResult result) {
    PrintWriter to = spec.commandLine().getOut();
    result
        .winner()
        .ifPresent(
            winner -> {
              to.printf(
                  Locale.ROOT, "validation: %.4f %s%n", winner.validationScore(), result.metric());
              if (winner.testScore() != null) {
                to.printf(Locale.ROOT, "test: %.4f %s%n", winner.testScore(), result.metric());
              }
            });
    to.println("model: " + out);
    to.flush();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
