package io.github.tbptt4j.zoo.internal.ngram;

import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network has to beat: multinomial naive Bayes on the very n-grams that it reads, with the
 * labels' frequencies as prior and counts smoothed by what suits the validation examples.
 */
public final class NgramBayes {
  private static final double[] ADDED = {0.001, 0.01, 0.1, 1};

  private final Features features;
  private final int[][] labelsOf; // [row]: labels that have the n-gram
  private final int[][] countsOf; // [row]: how often, in the same order
  private final double[] totals; // [label]
  private final double[] prior; // [label]
  private double added;

  private NgramBayes(Features features, List<Example> training, int labels) {
    this.features = features;
    this.labelsOf = new int[features.rows()][];
    this.countsOf = new int[features.rows()][];
    this.totals = new double[labels];
    this.prior = new double[labels];
    List<List<Example>> byLabel = new ArrayList<>();
    for (int label = 0; label < labels; label++) {
      byLabel.add(new ArrayList<>());
    }
    training.forEach(example -> byLabel.get(example.label()).add(example));
    int[] counts = new int[features.rows()];
    for (int label = 0; label < labels; label++) {
      count(byLabel.get(label), label, counts);
      prior[label] = Math.log((byLabel.get(label).size() + 0.5) / (training.size() + 0.5 * labels));
    }
  }

  /**
   * Learns.
   *
   * @param features what it reads
   * @param training texts to count in
   * @param validation texts to choose the smoothing by
   * @param labels how many there are
   * @return the best of some smoothings
   */
  public static NgramBayes of(
      Features features, List<Example> training, List<Example> validation, int labels) {
    NgramBayes bayes = new NgramBayes(features, training, labels);
    double best = 1;
    double most = -1;
    for (double added : ADDED) {
      bayes.added = added;
      double right = bayes.accuracy(validation);
      if (right >= most) {
        most = right;
        best = added;
      }
    }
    bayes.added = best;
    return bayes;
  }

  private void count(List<Example> examples, int label, int[] counts) {
    for (Example example : examples) {
      for (int row : features.of(example.read())) {
        if (row != Ngrams.NONE) {
          counts[row]++;
          totals[label]++;
        }
      }
    }
    for (int row = 0; row < counts.length; row++) {
      if (counts[row] > 0) {
        labelsOf[row] = with(labelsOf[row], label);
        countsOf[row] = with(countsOf[row], counts[row]);
        counts[row] = 0;
      }
    }
  }

  private static int[] with(int[] values, int another) {
    int[] more = values == null ? new int[1] : Arrays.copyOf(values, values.length + 1);
    more[more.length - 1] = another;
    return more;
  }

  /**
   * How often it is right.
   *
   * @param examples texts of known label
   * @return the part, 0 where there are none
   */
  public double accuracy(List<Example> examples) {
    long right = examples.stream().filter(e -> label(e.read()) == e.label()).count();
    return examples.isEmpty() ? 0 : (double) right / examples.size();
  }

  /**
   * Classifies.
   *
   * @param read what {@link Reading} gives
   * @return the most probable label
   */
  public int label(String read) {
    double[] scores = prior.clone();
    int count = 0;
    for (int row : features.of(read)) {
      if (row != Ngrams.NONE) {
        count++;
        for (int i = 0; labelsOf[row] != null && i < labelsOf[row].length; i++) {
          scores[labelsOf[row][i]] += Math.log1p(countsOf[row][i] / added);
        }
      }
    }
    int best = 0;
    for (int label = 0; label < scores.length; label++) {
      scores[label] += count * Math.log(added / (totals[label] + added * features.rows()));
      best = scores[label] > scores[best] ? label : best;
    }
    return best;
  }
}
