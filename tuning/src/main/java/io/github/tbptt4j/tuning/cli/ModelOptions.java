package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.space.SequenceModels;
import picocli.CommandLine.Option;

/** What network to train; several values, separated by commas, are searched over. */
final class ModelOptions {
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
