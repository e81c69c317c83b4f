package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a skeptic would take: naive Bayes over 4-grams of letters, spaces among them, add-0.1
 * smoothed.
 */
public final class NaiveBayes {
  private static final int N = 4;
  private static final float ADDED = 0.1f;

  private final List<String> labels = new ArrayList<>();
  private final Map<String, float[]> counts = new HashMap<>();
  private final double[] totals;

  /**
   * Learns.
   *
   * @param documents of known labels
   */
  public NaiveBayes(List<LabelledText> documents) {
    documents.stream().map(LabelledText::label).distinct().sorted().forEach(labels::add);
    totals = new double[labels.size()];
    for (LabelledText document : documents) {
      int label = labels.indexOf(document.label());
      for (String gram : grams(document.text())) {
        counts.computeIfAbsent(gram, g -> new float[labels.size()])[label]++;
        totals[label]++;
      }
    }
  }

  private static List<String> grams(String text) {
    String read = Reading.WORDS.of(text, Integer.MAX_VALUE / 8);
    List<String> grams = new ArrayList<>();
    for (int i = 0; i + N <= read.length(); i++) {
      grams.add(read.substring(i, i + N));
    }
    return grams;
  }

  /**
   * Classifies.
   *
   * @param text any text
   * @return its most probable label
   */
  public String label(String text) {
    double[] scores = new double[totals.length];
    for (String gram : grams(text)) {
      float[] count = counts.get(gram);
      for (int label = 0; label < scores.length; label++) {
        scores[label] +=
            Math.log(
                ((count == null ? 0 : count[label]) + ADDED)
                    / (totals[label] + ADDED * counts.size()));
      }
    }
    int best = 0;
    for (int label = 1; label < scores.length; label++) {
      best = scores[label] > scores[best] ? label : best;
    }
    return labels.get(best);
  }
}
