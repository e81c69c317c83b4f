package io.github.tbptt4j.zoo.training.classify;

import io.github.tbptt4j.zoo.internal.ngram.Features;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes what a network says as probable as it is: one temperature for all logits (Guo et al. 2017,
 * "On calibration of modern neural networks"), which goes into its output layer.
 */
public final class Temperature {
  private Temperature() {}

  /**
   * Finds the temperature at which the labels are most likely, and divides the output layer by it.
   *
   * @param network of {@link NgramTraining}
   * @param features what it reads
   * @param validation examples that it hasn't learned from
   */
  public static void fit(MultiLayerNetwork network, Features features, List<Example> validation) {
    List<double[]> logits = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (List<Example> some : NgramTraining.byLength(validation)) {
      INDArray output = NgramTraining.output(network, features, some);
      for (int i = 0; i < some.size(); i++) {
        double[] row = output.getRow(i).toDoubleVector();
        for (int label = 0; label < row.length; label++) {
          row[label] = Math.log(Math.max(row[label], 1e-30));
        }
        logits.add(row);
        labels.add(some.get(i).label());
      }
    }
    double best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (double temperature = 0.5; temperature < 4; temperature *= 1.05) {
      double loss = loss(logits, labels, temperature);
      best = loss < least ? temperature : best;
      least = Math.min(loss, least);
    }
    System.out.printf(
        Locale.ROOT,
        "Calibrated: temperature %.2f; loss %.4f, %.4f before.%n",
        best,
        least,
        loss(logits, labels, 1));
    network.getLayer(1).getParam("W").divi(best);
    network.getLayer(1).getParam("b").divi(best);
  }

  private static double loss(List<double[]> logits, List<Integer> labels, double temperature) {
    double loss = 0;
    for (int i = 0; i < logits.size(); i++) {
      double all = 0;
      for (double logit : logits.get(i)) {
        all += Math.exp(logit / temperature);
      }
      loss += Math.log(all) - logits.get(i)[labels.get(i)] / temperature;
    }
    return loss / logits.size();
  }
}
