package io.github.tbptt4j.zoo.training.classify;

import io.github.tbptt4j.zoo.LabelledText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Predictions beside the truth.
 *
 * @param truth the right labels
 * @param predicted what a classifier said
 */
public record Confusion(List<String> truth, List<String> predicted) {
  /**
   * Predictions for labelled texts.
   *
   * @param texts the texts
   * @param predicted a label for each of them
   * @return both
   */
  public static Confusion of(List<LabelledText> texts, List<String> predicted) {
    return new Confusion(texts.stream().map(LabelledText::label).toList(), predicted);
  }

  /** {@return the part of the predictions that is right} */
  public double accuracy() {
    int right = 0;
    for (int i = 0; i < truth.size(); i++) {
      right += truth.get(i).equals(predicted.get(i)) ? 1 : 0;
    }
    return (double) right / truth.size();
  }

  /** {@return the mean over the true labels of F1, the harmonic mean of precision and recall} */
  public double macroF1() {
    Set<String> labels = new HashSet<>(truth);
    return labels.stream().mapToDouble(this::f1).average().orElseThrow();
  }

  /** {@return 2 true positives / (predicted + actual ones)} */
  private double f1(String label) {
    int both = 0;
    int either = 0;
    for (int i = 0; i < truth.size(); i++) {
      boolean actual = truth.get(i).equals(label);
      boolean said = predicted.get(i).equals(label);
      both += actual && said ? 1 : 0;
      either += (actual ? 1 : 0) + (said ? 1 : 0);
    }
    return 2.0 * both / either;
  }
}
