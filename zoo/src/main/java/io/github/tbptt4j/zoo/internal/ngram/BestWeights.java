package io.github.tbptt4j.zoo.internal.ngram;

import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Looks at validation examples now and then, and remembers the weights that suit them best and the
 * temperature at which their probabilities are right (Guo et al. 2017): a network that is only too
 * sure of itself isn't worse than one that is less so.
 */
public final class BestWeights {
  private static final double COLDEST = 0.5;
  private static final double WARMEST = 8;
  private static final double STEP = 1.1;
  private static final double LEAST = 1e-30;

  private final MultiLayerNetwork network;
  private final Features features;
  private final List<List<Example>> validation;
  private INDArray best;
  private double temperature = 1;
  private double loss = Double.POSITIVE_INFINITY;
  private int since;

  /**
   * Begins.
   *
   * @param network in training
   * @param features that it reads
   * @param validation examples that it doesn't learn from; may be none
   */
  public BestWeights(MultiLayerNetwork network, Features features, List<Example> validation) {
    this.network = network;
    this.features = features;
    this.validation = NgramTraining.byLength(validation);
  }

  /** Looks; without validation examples the latest weights are the best. */
  public void look() {
    List<double[]> logs = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (List<Example> some : validation) {
      INDArray output = NgramTraining.output(network, features, some);
      for (int i = 0; i < some.size(); i++) {
        double[] row = output.getRow(i).toDoubleVector();
        for (int label = 0; label < row.length; label++) {
          row[label] = Math.log(Math.max(row[label], LEAST));
        }
        logs.add(row);
        labels.add(some.get(i).label());
      }
    }
    since++;
    if (logs.isEmpty()) {
      best = network.params().dup();
      return;
    }
    double least = loss;
    for (double t = COLDEST; t <= WARMEST; t *= STEP) {
      double mean = loss(logs, labels, t);
      if (mean < least) {
        least = mean;
        temperature = t;
      }
    }
    if (least < loss) {
      loss = least;
      best = network.params().dup();
      since = 0;
    }
  }

  private static double loss(List<double[]> logs, List<Integer> labels, double temperature) {
    double sum = 0;
    for (int i = 0; i < logs.size(); i++) {
      double[] row = logs.get(i);
      double all = 0;
      for (double log : row) {
        all += Math.exp(log / temperature);
      }
      sum += Math.log(all) - row[labels.get(i)] / temperature;
    }
    return sum / logs.size();
  }

  /** {@return the least mean of -ln p on the validation examples so far, infinite before a look} */
  public double loss() {
    return loss;
  }

  /** {@return how many looks ago that was} */
  public int looksSince() {
    return since;
  }

  /** Gives the network the best weights. */
  public void restore() {
    if (best != null) {
      network.setParams(best);
    }
  }

  /** Makes what the network says of its best weights as probable as it is. */
  public void calibrate() {
    network.getLayer(1).getParam("W").divi(temperature);
    network.getLayer(1).getParam("b").divi(temperature);
  }
}
