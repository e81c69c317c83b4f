package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationKinds;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.SequenceData;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/**
 * How one network is trained. It lies in the model's file, so that the model can be trained again
 * where there is more data.
 *
 * @param hidden units of each recurrent layer
 * @param layers recurrent ones
 * @param learningRate of Adam
 * @param clip largest norm of the gradient over all parameters
 * @param truncation how far back backpropagation goes
 * @param limits when training ends
 * @param streams minibatch size; null for what suits the data
 * @param seed of the initialisation
 */
public record TrainingRecipe(
    int hidden,
    int layers,
    double learningRate,
    double clip,
    Truncation truncation,
    TrainingLimits limits,
    Integer streams,
    long seed) {
  /**
   * Checks what may come from a file.
   *
   * @param hidden units of each recurrent layer
   * @param layers recurrent ones
   * @param learningRate of Adam
   * @param clip largest norm of the gradient over all parameters
   * @param truncation how far back backpropagation goes
   * @param limits when training ends
   * @param streams minibatch size; null for what suits the data
   * @param seed of the initialisation
   * @throws IllegalArgumentException if a number isn't positive, or there are no limits or no
   *     truncation
   */
  public TrainingRecipe {
    requirePositive("hidden", hidden);
    requirePositive("layers", layers);
    requirePositive("learningRate", learningRate);
    requirePositive("clip", clip);
    requirePositive("streams", streams == null ? 1 : streams);
    if (limits == null) {
      throw new IllegalArgumentException("limits must not be null.");
    }
    if (truncation == null) {
      throw new IllegalArgumentException("truncation must not be null.");
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + " (" + value + ") must be positive.");
    }
  }

  /**
   * A training as a sweep of one candidate.
   *
   * @param data to train on
   * @return a builder that lacks a folder
   */
  public TruncationSweep.Builder sweep(SequenceData data) {
    return TruncationSweep.builder()
        .data(data)
        .space(
            SequenceModels.of(data)
                .hidden(hidden)
                .layers(layers)
                .learningRate(learningRate)
                .clipGlobalNorm(clip)
                .trainer(space()))
        .limits(limits)
        .parallel(1)
        .seed(seed);
  }

  private ParameterSpace<? extends Truncation> space() {
    return truncation instanceof TruncatedBptt fixed
        ? TruncationSpace.of(fixed)
        : TruncationKinds.of(truncation);
  }
}
