package io.github.tbptt4j.zoo.training.classify;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.Prediction;
import java.util.List;

/** How far confidences are from how often they are right. */
public final class CalibrationError {
  private static final int BINS = 10;

  private CalibrationError() {}

  /**
   * The expected calibration error: mean distance of confidence and accuracy over ten bins of
   * confidence (Guo et al. 2017).
   *
   * @param texts texts of known label
   * @param ranked what a model says of each
   * @return from 0 to 1
   */
  public static double of(List<LabelledText> texts, List<List<Prediction>> ranked) {
    double[] gaps = new double[BINS];
    for (int i = 0; i < ranked.size(); i++) {
      Prediction first = ranked.get(i).get(0);
      int bin = (int) Math.min(BINS - 1, first.probability() * BINS);
      gaps[bin] += first.probability() - (first.label().equals(texts.get(i).label()) ? 1 : 0);
    }
    double error = 0;
    for (double gap : gaps) {
      error += Math.abs(gap);
    }
    return error / texts.size();
  }
}
