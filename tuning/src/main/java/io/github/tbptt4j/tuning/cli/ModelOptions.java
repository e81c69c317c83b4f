package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.forecast.TrainingRecipe;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What network to train; several values, separated by commas, are searched over. */
final class ModelOptions {
  private static final int TEXT_UNITS = 128;
  private static final int TABLE_UNITS = 32;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      split = ",",
      description = "Units of each recurrent layer (128 for a text, 32 for a table).")
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
    Errors.requirePositive(command, "--hidden", hidden == null ? new Integer[0] : hidden);
    Errors.requirePositive(command, "--clip", clip);
    Errors.requirePositive(command, "--learning-rate", learningRate);
    for (double rate : learningRate) {
      if (rate > Float.MAX_VALUE) {
        throw Errors.usage(command, "--learning-rate (" + rate + ") is beyond a float.");
      }
    }
  }

  private static int usual(SequenceData data) {
    return data instanceof TableData ? TABLE_UNITS : TEXT_UNITS;
  }

  SequenceModels models(SequenceData data) {
    return SequenceModels.of(data)
        .hidden(hidden != null ? hidden : new Integer[] {usual(data)})
        .layers(layers)
        .learningRate(learningRate)
        .clipGlobalNorm(clip);
  }

  /** Of one model. */
  TrainingRecipe recipe(SequenceData data, TrainSettings settings, Integer streams, long seed) {
    return new TrainingRecipe(
        hidden != null ? hidden[0] : usual(data),
        layers,
        learningRate[0],
        clip[0],
        settings.truncation(),
        settings.limits(),
        streams,
        seed);
  }

  /** {@return whether there is nothing to choose from} */
  boolean isOneModel() {
    return (hidden == null || hidden.length == 1) && learningRate.length == 1 && clip.length == 1;
  }
}
