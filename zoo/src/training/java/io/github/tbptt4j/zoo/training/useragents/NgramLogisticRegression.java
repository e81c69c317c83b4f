package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A baseline: multinomial logistic regression on which n-grams of 1 to 5 characters a text has,
 * hashed into 2^18 features of a unit vector; fitted by AdaGrad (Duchi, Hazan, Singer 2011), which
 * stops early and so needs no penalty.
 */
final class NgramLogisticRegression {
  private static final int FEATURES = 1 << 18;
  private static final int LONGEST_NGRAM = 5;
  private static final int LONGEST_TEXT = 500;
  private static final double LEARNING_RATE = 0.5;

  private final List<String> labels;
  private final double[][] weights; // [label][feature]

  /**
   * Fits the model.
   *
   * @param examples what to learn from
   * @param epochs passes over them
   * @param seed of their order
   */
  NgramLogisticRegression(List<LabelledText> examples, int epochs, long seed) {
    labels = examples.stream().map(LabelledText::label).distinct().sorted().toList();
    weights = new double[labels.size()][FEATURES];
    double[][] squares = new double[labels.size()][FEATURES];
    List<int[]> features = examples.stream().map(example -> features(example.text())).toList();
    List<Integer> order = new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
    Random random = new Random(seed);
    for (int epoch = 0; epoch < epochs; epoch++) {
      Collections.shuffle(order, random);
      for (int i : order) {
        update(features.get(i), labels.indexOf(examples.get(i).label()), squares);
      }
    }
  }

  private void update(int[] features, int label, double[][] squares) {
    double[] p = probabilities(features);
    double x = value(features);
    for (int k = 0; k < weights.length; k++) {
      double gradient = (p[k] - (k == label ? 1 : 0)) * x;
      for (int feature : features) {
        squares[k][feature] += gradient * gradient;
        weights[k][feature] -= LEARNING_RATE * gradient / Math.sqrt(squares[k][feature] + 1e-12);
      }
    }
  }

  private static double value(int[] features) {
    return 1 / Math.sqrt(features.length); // the vector's length is 1
  }

  private double[] probabilities(int[] features) {
    double[] p = new double[weights.length];
    double x = value(features);
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < p.length; k++) {
      for (int feature : features) {
        p[k] += weights[k][feature] * x;
      }
      largest = Math.max(largest, p[k]);
    }
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = Math.exp(p[k] - largest);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  /** {@return the label that is most probable} */
  String predict(String text) {
    double[] p = probabilities(features(text));
    int best = IntStream.range(0, p.length).reduce((a, b) -> p[a] >= p[b] ? a : b).orElseThrow();
    return labels.get(best);
  }

  /** {@return the distinct n-grams of a text, marked at its ends} */
  private static int[] features(String text) {
    String marked = "\n" + text.substring(0, Math.min(text.length(), LONGEST_TEXT)) + "\n";
    return IntStream.rangeClosed(1, LONGEST_NGRAM)
        .flatMap(
            n ->
                IntStream.rangeClosed(0, marked.length() - n)
                    .map(i -> hash(marked.substring(i, i + n))))
        .distinct()
        .toArray();
  }

  private static int hash(String ngram) {
    return (ngram.hashCode() * 0x9E3779B9) >>> (32 - 18);
  }
}
