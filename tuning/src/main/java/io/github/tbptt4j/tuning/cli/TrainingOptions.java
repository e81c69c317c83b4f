package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.TrainingLimits;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** When a training ends. Whatever comes first ends it. */
final class TrainingOptions {
  private static final int USUAL_EPOCHS = 3;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the training data (3 of a text, 60 of a table, more of a short one and fewer"
              + " of a long one): each k1 and k2 reads as much.")
  private Integer epochs;

  @Option(
      names = "--updates",
      paramLabel = "N",
      description =
          "Updates of the parameters (no limit), to the end of the minibatch that reaches them."
              + " Small k1 then reads less.")
  private Long updates;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "Time of a training at most (no limit). What was learned until then counts, so scores"
              + " depend on the machine.")
  private Long seconds;

  @Option(
      names = "--evaluate-every",
      paramLabel = "N",
      description = "Updates between two points of the learning curve (an epoch).")
  private Long evaluateEvery;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Evaluations in a row without a better score that end a training (no limit; of a table a"
              + " sixth of the epochs).")
  private Integer patience;

  void requireSense() {
    CommandLine command = spec.commandLine();
    Errors.requirePositive(command, "--epochs", epochs);
    Errors.requirePositive(command, "--updates", updates);
    Errors.requirePositive(command, "--seconds", seconds);
    Errors.requirePositive(command, "--evaluate-every", evaluateEvery);
    Errors.requirePositive(command, "--patience", patience);
  }

  /** {@return updates that were asked for; null for none} */
  Long updates() {
    return updates;
  }

  /** Of a text. */
  TrainingLimits limits() {
    return limits(USUAL_EPOCHS, Integer.MAX_VALUE);
  }

  TrainingLimits limits(int usualEpochs, int usualPatience) {
    return new TrainingLimits(
        epochs == null ? usualEpochs : epochs,
        updates == null ? Long.MAX_VALUE : updates,
        evaluateEvery == null ? Long.MAX_VALUE : evaluateEvery,
        patience == null ? usualPatience : patience,
        seconds == null ? null : Duration.ofSeconds(seconds),
        Long.MAX_VALUE);
  }
}
