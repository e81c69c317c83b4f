package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.tasks.RecurrentCell;
import io.github.tbptt4j.tuning.tasks.TaskSettings;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What to change in the usual network and training of a task. */
final class TaskOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      description = "Of the recurrent layers: vanilla or lstm (vanilla).")
  private RecurrentCell cell;

  @Option(
      names = "--units",
      paramLabel = "N",
      description = "Of each recurrent layer (the task's).")
  private Integer units;

  @Option(names = "--layers", paramLabel = "N", description = "Recurrent ones (1).")
  private Integer layers;

  @Option(names = "--learning-rate", paramLabel = "X", description = "(the task's)")
  private Double learningRate;

  @Option(
      names = "--clip",
      paramLabel = "X",
      description = "Largest norm of the gradient over the network (the task's).")
  private Double clip;

  @Option(names = "--no-clip", description = "No clipping.")
  private boolean noClip;

  @Option(
      names = "--omega",
      paramLabel = "LAMBDA",
      split = ",",
      description =
          "Factors of Pascanu's vanishing-gradient regulariser to compare, 0 for none"
              + " (temporal-order: 0,0.2; others: 0); vanilla cells only.")
  private List<Double> omegas;

  @Option(
      names = "--minibatches",
      paramLabel = "N",
      description =
          "That each training gets at most, whatever its truncation (the task's): of sequences of"
              + " the task's length, or of 100 steps of its streams.")
  private Integer minibatches;

  void requireSense() {
    CommandLine command = spec.commandLine();
    Errors.requirePositive(command, "--units", units);
    Errors.requirePositive(command, "--layers", layers);
    Errors.requirePositive(command, "--learning-rate", learningRate);
    Errors.requirePositive(command, "--clip", clip);
    Errors.requirePositive(command, "--minibatches", minibatches);
    if (clip != null && noClip) {
      throw Errors.usage(command, "--clip and --no-clip exclude each other.");
    }
  }

  /** {@return the factors to compare} */
  List<Double> omegas(List<Double> usual) {
    return omegas == null ? usual : omegas.stream().distinct().toList();
  }

  boolean areGiven() {
    return noClip
        || Stream.of(cell, units, layers, learningRate, clip, omegas, minibatches)
            .anyMatch(value -> value != null);
  }

  TaskSettings change(TaskSettings usual) {
    TaskSettings changed =
        usual.withLayers(
            layers == null ? usual.layers() : layers, units == null ? usual.units() : units);
    changed = cell == null ? changed : changed.withCell(cell);
    changed = learningRate == null ? changed : changed.withLearningRate(learningRate);
    changed = clip == null ? changed : changed.withClip(clip);
    changed = noClip ? changed.withClip(Double.POSITIVE_INFINITY) : changed;
    return minibatches == null ? changed : changed.withMinibatches(minibatches);
  }
}
