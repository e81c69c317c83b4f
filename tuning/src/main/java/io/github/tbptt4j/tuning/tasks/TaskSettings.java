package io.github.tbptt4j.tuning.tasks;

import java.util.Objects;

/**
 * The network of a task, and its training. {@link SyntheticTask#usual()} has what the literature
 * takes.
 *
 * @param cell of the recurrent layers
 * @param layers recurrent ones, at least 1
 * @param units of each, at least 1
 * @param learningRate positive and finite
 * @param clip largest norm of the gradient over the network, positive; infinite for no clipping
 * @param omega factor of Pascanu's vanishing-gradient regulariser, 0 for none
 * @param minibatches that a training gets at most, at least 1
 */
public record TaskSettings(
    RecurrentCell cell,
    int layers,
    int units,
    double learningRate,
    double clip,
    double omega,
    int minibatches) {
  /**
   * Checks the values.
   *
   * @param cell of the recurrent layers
   * @param layers recurrent ones
   * @param units of each
   * @param learningRate of the updater
   * @param clip largest norm of the gradient
   * @param omega factor of Pascanu's regulariser
   * @param minibatches at most
   * @throws IllegalArgumentException if one is out of its range, or omega is asked for of an LSTM
   */
  public TaskSettings {
    Objects.requireNonNull(cell, "cell must not be null.");
    requireAtLeastOne("layers", layers);
    requireAtLeastOne("units", units);
    requireAtLeastOne("minibatches", minibatches);
    if (!(learningRate > 0 && Double.isFinite(learningRate))) {
      throw new IllegalArgumentException(
          "learningRate (" + learningRate + ") must be positive and finite.");
    }
    if (!(clip > 0)) {
      throw new IllegalArgumentException(
          "clip (" + clip + ") must be positive; infinite for no clipping.");
    }
    if (!(omega >= 0 && Double.isFinite(omega))) {
      throw new IllegalArgumentException("omega (" + omega + ") must be 0 or more, and finite.");
    }
    if (omega > 0 && cell != RecurrentCell.VANILLA) {
      throw new IllegalArgumentException(
          "omega (" + omega + ") is for vanilla cells: an LSTM has no such regulariser.");
    }
  }

  static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
    }
  }

  /**
   * The same with another cell.
   *
   * @param other of the recurrent layers
   * @return the settings
   */
  public TaskSettings withCell(RecurrentCell other) {
    return new TaskSettings(other, layers, units, learningRate, clip, omega, minibatches);
  }

  /**
   * The same with other recurrent layers.
   *
   * @param count of layers
   * @param size of each
   * @return the settings
   */
  public TaskSettings withLayers(int count, int size) {
    return new TaskSettings(cell, count, size, learningRate, clip, omega, minibatches);
  }

  /**
   * The same with another learning rate.
   *
   * @param rate positive and finite
   * @return the settings
   */
  public TaskSettings withLearningRate(double rate) {
    return new TaskSettings(cell, layers, units, rate, clip, omega, minibatches);
  }

  /**
   * The same with another threshold of clipping.
   *
   * @param threshold positive, infinite for no clipping
   * @return the settings
   */
  public TaskSettings withClip(double threshold) {
    return new TaskSettings(cell, layers, units, learningRate, threshold, omega, minibatches);
  }

  /**
   * The same with another factor of the vanishing-gradient regulariser.
   *
   * @param factor 0 for none
   * @return the settings
   */
  public TaskSettings withOmega(double factor) {
    return new TaskSettings(cell, layers, units, learningRate, clip, factor, minibatches);
  }

  /**
   * The same with a longer or shorter training.
   *
   * @param count of minibatches, at least 1
   * @return the settings
   */
  public TaskSettings withMinibatches(int count) {
    return new TaskSettings(cell, layers, units, learningRate, clip, omega, count);
  }
}
