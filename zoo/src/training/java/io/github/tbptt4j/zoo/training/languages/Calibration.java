package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.internal.ngram.NgramTraining;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import io.github.tbptt4j.zoo.internal.ngram.Ngrams;
import io.github.tbptt4j.zoo.internal.ngram.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes what a network says as probable as it is: one temperature for all logits (Guo et al. 2017),
 * one number more for the label of what is to be refused, and what that gains with a text's length.
 * The first two go into the output layer.
 */
final class Calibration {
  private static final double REFUSED = 2; // weight of each text that is to be refused

  private final MultiLayerNetwork network;
  private final List<double[]> logits = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final List<Double> lengths = new ArrayList<>();
  private final int refused;

  private Calibration(MultiLayerNetwork network, int refused) {
    this.network = network;
    this.refused = refused;
  }

  static Calibration of(
      MultiLayerNetwork network, Ngrams ngrams, List<Example> validation, int refused) {
    Calibration calibration = new Calibration(network, refused);
    for (List<Example> some : NgramTraining.byLength(validation)) {
      INDArray output = NgramTraining.output(network, ngrams, some);
      for (int i = 0; i < some.size(); i++) {
        double[] row = output.getRow(i).toDoubleVector();
        for (int label = 0; label < row.length; label++) {
          row[label] = Math.log(Math.max(row[label], 1e-30));
        }
        calibration.logits.add(row);
        calibration.labels.add(some.get(i).label());
        calibration.lengths.add(Refusal.lengths(some.get(i).read()));
      }
    }
    return calibration;
  }

  /** {@return what is gained with the length; all three make the labels' likelihood highest} */
  double fit() {
    double[] best = {1, 0, 0};
    double least = Double.POSITIVE_INFINITY;
    for (double temperature = 0.6; temperature <= 2; temperature *= 1.1) {
      for (double more = -3; more <= 5; more += 0.5) {
        for (double growth = 0; growth <= 6; growth += 0.5) {
          double loss = loss(temperature, more, growth);
          if (loss < least) {
            least = loss;
            best = new double[] {temperature, more, growth};
          }
        }
      }
    }
    System.out.printf(
        "Calibrated: temperature %.2f, %+.2f and %+.2f a length for what is refused;"
            + " loss %.4f, %.4f before.%n",
        best[0], best[1], best[2], least, loss(1, 0, 0));
    INDArray v = network.getLayer(1).getParam("W");
    INDArray c = network.getLayer(1).getParam("b");
    c.putScalar(0, refused, c.getDouble(0, refused) + best[1]);
    v.divi(best[0]);
    c.divi(best[0]);
    return best[2];
  }

  private double loss(double temperature, double more, double growth) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < logits.size(); i++) {
      double[] row = logits.get(i);
      double gained = more / temperature + growth * lengths.get(i);
      double all = 0;
      for (int label = 0; label < row.length; label++) {
        all += Math.exp(row[label] / temperature + (label == refused ? gained : 0));
      }
      int label = labels.get(i);
      double weight = label == refused ? REFUSED : 1;
      double logit = row[label] / temperature + (label == refused ? gained : 0);
      sum += weight * (Math.log(all) - logit);
      weights += weight;
    }
    return sum / weights;
  }
}
