package io.github.tbptt4j.zoo.training.classify;

import io.github.tbptt4j.zoo.LabelledText;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples for three purposes.
 *
 * @param training what the network learns from
 * @param validation what every choice is made with
 * @param heldOut what scores are reported of, and nothing else
 */
public record Split(
    List<LabelledText> training, List<LabelledText> validation, List<LabelledText> heldOut) {
  /**
   * Copies the lists.
   *
   * @param training what the network learns from
   * @param validation what every choice is made with
   * @param heldOut what scores are reported of, and nothing else
   */
  public Split {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    heldOut = List.copyOf(heldOut);
  }

  /** {@return what the network may learn from when every choice is made} */
  public List<LabelledText> trainingAndValidation() {
    List<LabelledText> both = new ArrayList<>(training);
    both.addAll(validation);
    return both;
  }
}
