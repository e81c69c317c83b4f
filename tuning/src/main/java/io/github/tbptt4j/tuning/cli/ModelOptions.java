package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.data.SequenceData;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What network to train; several values, separated by commas, are searched over. */
final class ModelOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      split = ",",
      defaultValue = "128",
      description = "Units of each recurrent layer (${DEFAULT-VALUE}).")
  private Integer[] hidden;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Recurrent layers (${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      split = ",",
      defaultValue = "0.002",
      description = "Of Adam (${DEFAULT-VALUE}).")
  private Double[] learningRate;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      split = ",",
      defaultValue = "1",
      description =
          "Largest norm of the gradient over all parameters (${DEFAULT-VALUE}): it keeps long"
              + " windows from exploding.")
  private Double[] clip;

  /** Before data are read: what can't be is a wrong option, not a failed candidate. */
  void requireSense() {
    CommandLine command = spec.commandLine();
    Errors.requirePositive(command, "--layers", layers);
    Errors.requirePositive(command, "--hidden", hidden);
    Errors.requirePositive(command, "--clip", clip);
    Errors.requirePositive(command, "--learning-rate", learningRate);
    for (double rate : learningRate) {
      if (rate > Float.MAX_VALUE) {
        throw Errors.usage(command, "--learning-rate (" + rate + ") is beyond a float.");
      }
    }
  }

  SequenceModels models(SequenceData data) {
    return SequenceModels.of(data)
        .hidden(hidden)
        .layers(layers)
        .learningRate(learningRate)
        .clipGlobalNorm(clip);
  }

  /** {@return whether there is nothing to choose from} */
  boolean isOneModel() {
    return hidden.length == 1 && learningRate.length == 1 && clip.length == 1;
  }
}
