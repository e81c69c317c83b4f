package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.SweepInterruptedException;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.forecast.TrainingRecipe;
import io.github.tbptt4j.zoo.LabelTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine;
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
          + " validation part. A text's model is for generate and the zoo's TextGenerator.load, a"
          + " table's for evaluate, predict and backtest, a classifier's for classify.",
      "",
      "A training that was stopped, by Ctrl-C or a crash, goes on with the same command and"
          + " --resume, to the same model as without the break. Until its end it is in the folder"
          + " FILE.training."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar train --text book.txt --k1 5 --k2 50 --out book.zip",
      "  java -jar tbptt4j.jar train --text book.txt --k1 5 --k2 50 --out book.zip --resume",
      "  java -jar tbptt4j.jar train --csv load.csv --values load --out load.model",
      "  java -jar tbptt4j.jar train --classifier mails.tsv --out mails.model --register mails",
      "  java -jar tbptt4j.jar train --from sweep --candidate 12 --out twelve.zip",
      "  java -jar tbptt4j.jar train --text book.txt --out book.zip --flow book.jsonl"
    })
final class TrainCommand implements Callable<Integer> {
  private static final double LEVEL = 0.9;
  private static final List<String> OF_THE_SWEEP =
      List.of(
          "--k1",
          "--k2",
          "--truncation",
          "--hidden",
          "--layers",
          "--learning-rate",
          "--clip",
          "--epochs",
          "--updates",
          "--seconds",
          "--evaluate-every",
          "--patience",
          "--minutes",
          "--seed");

  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;
  @Mixin private ClassifierOptions classifier;

  @Option(
      names = "--k1",
      paramLabel = "N",
      description = "Steps between two updates (20 of a text, 5 of a table).")
  private Integer k1;

  @Option(
      names = "--k2",
      paramLabel = "N",
      description =
          "Steps that each run of backpropagation goes back (40; of a table two periods, at most"
              + " 100).")
  private Integer k2;

  @Option(
      names = "--truncation",
      paramLabel = "TRUNCATION",
      description =
          "A truncation of another kind in the place of k1 and k2, such as"
              + " adaptive:k1=5,min=5,max=100 or random:mean=20.")
  private String truncation;

  @Mixin private ModelOptions model;
  @Mixin private TrainingOptions training;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description =
          "Train a candidate of a sweep once more, to the sweep's score: network, training and seed"
              + " are the sweep's, the data, too, where they are as they were.")
  private Path from;

  @Option(
      names = "--candidate",
      paramLabel = "N",
      description = "Of --from: its number (the winner).")
  private Integer candidate;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "Time of the training at most, with as many epochs as fit (no limit).")
  private Double minutes;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where the model goes; an older file is replaced. Always needed, but for --register.")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The same seed gives the same model (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Time between two saves of the training (${DEFAULT-VALUE}): a crash costs so much at"
              + " most. Ctrl-C saves, too.")
  private int checkpointEvery;

  @Option(names = "--resume", description = "Go on with the training of FILE that was stopped.")
  private boolean resume;

  @Option(
      names = "--flow",
      paramLabel = "FILE.jsonl",
      description =
          "Record every 100 updates, at 5 %% of the time, how far gradients go back on the"
              + " validation part; flow --record draws it. With --resume the record goes on,"
              + " otherwise an older one is replaced.")
  private Path flow;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    classifier.requireSense(spec.commandLine());
    if (out == null && classifier.register() == null) {
      throw Errors.usage(spec.commandLine(), "Missing required option: '--out=FILE'");
    }
    if (classifier.isGiven()) {
      return classifier();
    }
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
    Errors.requirePositive(spec.commandLine(), "--minutes", minutes);
    Errors.requirePositive(spec.commandLine(), "--checkpoint-every", checkpointEvery);
    OutputFile.requireWritable(out);
    OutputFile.requireApart(spec.commandLine(), "--out", out, data.files());
    TrainingFolder folder = TrainingFolder.of(out);
    requireSenseOfFrom();
    requireFlow();
    folder.requireSense(resume, spec.commandLine());
    Retrained retrained = from == null ? null : Retrained.of(from, candidate);
    SequenceData sequences = retrained == null ? data.data() : DataArguments.read(from, data, spec);
    if (sequences instanceof TableData table) {
      print(table);
    }
    TrainingRecipe recipe =
        retrained == null ? recipe(sequences) : retrained.recipe(sequences, data.streams());
    TruncationSweep.Builder builder =
        (retrained == null ? recipe.sweep(sequences) : retrained.sweep(sequences))
            .folder(folder.path())
            .checkpointEvery(Duration.ofSeconds(checkpointEvery))
            .progress(!quiet);
    if (flow != null) {
      DataSet probe = FlowProbe.of(sequences);
      builder.listener(() -> new FlowRecording(flow, probe));
    }
    TruncationSweep sweep = builder.build();
    if (!resume) {
      folder.create();
    }
    Interruption interruption = Interruption.stopping(sweep::stop, folder::whatIsLeft);
    try {
      SweepResult result = sweep.run();
      save(result, sequences, recipe);
      if (retrained != null) {
        retrained.print(result, spec.commandLine().getOut());
      }
      folder.delete();
    } catch (SweepInterruptedException e) {
      if (!interruption.isUnderWay()) {
        throw e;
      }
      return Main.INTERRUPTED; // what there is to say is said at the end
    } finally {
      if (!resume) { // or it is another's, perhaps of one at work
        folder.deleteUnlessUseful();
      }
      interruption.end();
    }
    return 0;
  }

  private int classifier() throws IOException {
    training.requireSense();
    Errors.requirePositive(spec.commandLine(), "--minutes", minutes);
    LabelTraining.Builder builder = LabelTraining.builder().seed(seed);
    if (minutes != null) {
      builder.atMost(Duration.ofMillis(Math.max(1, Math.round(minutes * 60_000))));
    }
    if (training.updates() != null) {
      builder.updates((int) Math.min(Integer.MAX_VALUE, training.updates()));
    }
    return new ClassifierRun(spec.commandLine(), classifier, out, quiet).run(builder);
  }

  private Truncation other() {
    return truncation == null
        ? null
        : Errors.parse(spec.commandLine(), "--truncation", truncation, Truncation::parse);
  }

  private void requireSenseOfFrom() {
    CommandLine command = spec.commandLine();
    if (truncation != null && (k1 != null || k2 != null)) {
      throw Errors.usage(command, "--truncation and --k1, --k2 exclude each other.");
    }
    other();
    Errors.requireAtLeastZero(command, "--candidate", candidate);
    if (from == null && candidate != null) {
      throw Errors.usage(command, "--candidate is for --from: add it.");
    }
    for (String option : from == null ? List.<String>of() : OF_THE_SWEEP) {
      if (command.getParseResult().hasMatchedOption(option)) {
        throw Errors.usage(command, option + " is the sweep's with --from: leave it out.");
      }
    }
  }

  private void requireFlow() throws IOException {
    if (flow == null) {
      return;
    }
    CommandLine command = spec.commandLine();
    if (flow.toAbsolutePath().normalize().equals(out.toAbsolutePath().normalize())) {
      throw Errors.usage(command, "--flow and --out (" + out + ") are one file: give two.");
    }
    OutputFile.requireApart(command, "--flow", flow, data.files());
    FlowRecording.requireSense(flow);
  }

  private TrainingRecipe recipe(SequenceData sequences) {
    TrainSettings settings =
        sequences instanceof TableData table
            ? TrainSettings.ofTable(table, k1, k2, other(), minutes, training)
            : TrainSettings.ofText(k1, k2, other(), minutes, training);
    return model.recipe(sequences, settings, data.streams(), seed);
  }

  private void save(SweepResult result, SequenceData sequences, TrainingRecipe recipe)
      throws IOException {
    if (sequences instanceof TableData table) {
      TableModel tableModel =
          TableModel.of(table, result.loadModel(result.best().orElseThrow().index()), recipe);
      tableModel.save(out);
      print(tableModel, table);
    } else {
      TextModels.ofBest(result).save(out);
      print(result);
    }
  }

  /** Before the training: who reads there that it isn't what was meant can stop it. */
  private void print(TableData table) {
    PrintWriter to = spec.commandLine().getOut();
    table.notes().forEach(to::println);
    to.flush();
  }

  private void print(TableModel saved, TableData table) {
    PrintWriter to = spec.commandLine().getOut();
    to.print(ScoreText.text(saved.testScores(table, LEVEL)));
    for (int j = 0; saved.isOfValues() && j < saved.predicted().size(); j++) {
      if (saved.linear(j) == null) {
        continue;
      }
      String column = saved.predicted().get(j);
      double weight = saved.networkWeight(j);
      if (weight == 0) {
        to.printf(
            "%s: the network adds nothing that the validation part would show: the model is %s%n",
            column, saved.linear(j));
      } else {
        to.printf(
            Locale.ROOT,
            "%s: %.0f %% network, %.0f %% %s%n",
            column,
            100 * weight,
            100 * (1 - weight),
            saved.linear(j));
      }
    }
    to.println("model: " + out);
    to.flush();
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
}
