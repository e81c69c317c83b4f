package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.LabelTraining;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.SequenceModel;
import io.github.tbptt4j.zoo.TextClassifier;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.Zoo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;

/** Trains a classifier; its file is written at the end, whole or not at all. */
final class ClassifierRun {
  private static final double MEGA = 1e6;

  private final CommandLine command;
  private final ClassifierOptions options;
  private final Path out; // null for none
  private final boolean quiet;

  ClassifierRun(CommandLine command, ClassifierOptions options, Path out, boolean quiet) {
    this.command = command;
    this.options = options;
    this.out = out;
    this.quiet = quiet;
  }

  /** {@return the exit code} */
  int run(LabelTraining.Builder training) throws IOException {
    InputFiles.requireReadable(options.files());
    OutputFile.requireWritable(out);
    List<Path> read = new ArrayList<>(options.files());
    if (options.fineTune() != null) {
      read.add(Path.of(options.fineTune()));
    }
    OutputFile.requireApart(command, "--out", out, read);
    if (options.register() != null) {
      Errors.parse(command, "--register", options.register(), this::free);
    }
    SequenceModel<?> base =
        options.fineTune() == null
            ? null
            : NamedModels.load(command, "--fine-tune", options.fineTune());
    LabelledLines lines = LabelledLines.read(options.files());
    if (!quiet) {
      lines.notes().forEach(command.getErr()::println);
      command.getErr().flush();
    }
    lines.sources().forEach(training::source);
    List<String> words = command.getParseResult().originalArgs();
    training.command("tbptt4j " + String.join(" ", words));
    try (ClassifierProgress progress = ClassifierProgress.of(quiet ? null : command.getErr())) {
      Interruption interruption =
          Interruption.stopping(progress::stop, () -> "Interrupted: nothing was written.");
      try {
        training.heldOut(options.heldOut()).listener(progress);
        save(trained(base, lines, training.build()));
      } catch (CancellationException e) {
        return Main.INTERRUPTED;
      } finally {
        interruption.end();
      }
    }
    return 0;
  }

  private String free(String name) {
    Zoo.requireFree(name);
    return name;
  }

  private SequenceModel<?> trained(
      SequenceModel<?> base, LabelledLines lines, LabelTraining training) {
    if (base == null) {
      return TextClassifier.train(lines.texts(), training);
    }
    if (base instanceof TextClassifier classifier) {
      return classifier.fineTuned(lines.texts(), training);
    }
    if (base instanceof LanguageIdentifier identifier) {
      return identifier.fineTuned(lines.texts(), training);
    }
    if (base instanceof UserAgentClassifier classifier) {
      return classifier.fineTuned(lines.texts(), training);
    }
    throw Errors.usage(
        command,
        "--fine-tune %s is a %s, which gives no labels: give a classifier."
            .formatted(options.fineTune(), base.getClass().getSimpleName()));
  }

  private void save(SequenceModel<?> model) throws IOException {
    if (out != null) {
      model.save(out);
    }
    if (options.register() != null) {
      Zoo.register(options.register(), model);
    }
    print(model.card());
  }

  private void print(ModelCard card) {
    PrintWriter to = command.getOut();
    if (!card.scores().isEmpty()) {
      List<Score> scores = card.scores();
      List<List<String>> table = new ArrayList<>();
      List<String> heading = new ArrayList<>(List.of("held out, %"));
      List<String> model = new ArrayList<>(List.of("this model"));
      for (Score score : scores) {
        heading.add(score.metric());
        model.add(number(score.value()));
      }
      table.add(heading);
      table.add(model);
      for (int i = 0; i < scores.get(0).baselines().size(); i++) {
        List<String> line = new ArrayList<>(List.of(scores.get(0).baselines().get(i).name()));
        for (Score score : scores) {
          List<Baseline> others = score.baselines();
          line.add(i < others.size() ? number(others.get(i).value()) : "");
        }
        table.add(line);
      }
      to.print(TextTable.of(table));
    }
    to.println(card.data().get(card.data().size() - 1).use());
    to.printf(
        Locale.ROOT,
        "%,d parameters, %.1f MB, %d s, SHA-256 without the card %s%n",
        card.parameters(),
        card.bytes() / MEGA,
        card.training().seconds(),
        card.sha256());
    if (out != null) {
      to.println("model: " + out);
    }
    if (options.register() != null) {
      to.println("in the zoo: " + options.register());
    }
    to.flush();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
