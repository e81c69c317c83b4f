package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.Part;
import io.github.tbptt4j.zoo.ModelCard.Score;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** How often labels are right: in all, beside others, and in parts. */
final class LabelScores {
  private static final String PERCENT = "%";
  private static final int[] LENGTHS = {0, 20, 50, 100, 200, 500, Integer.MAX_VALUE};
  private static final int BINS = 10;

  private final String data;
  private final List<LabelledText> texts;

  /**
   * Scores.
   *
   * @param data what is measured on
   * @param texts of known label, at least one
   */
  LabelScores(String data, List<LabelledText> texts) {
    this.data = data;
    this.texts = texts;
  }

  /** {@return the part of the labels that is right} */
  double accuracy(List<String> said) {
    int right = 0;
    for (int i = 0; i < texts.size(); i++) {
      right += texts.get(i).label().equals(said.get(i)) ? 1 : 0;
    }
    return (double) right / texts.size();
  }

  /** {@return the mean over the true labels of F1, the harmonic mean of precision and recall} */
  double macroF1(List<String> said) {
    Map<String, int[]> counts = new HashMap<>(); // true and said, true, said
    for (int i = 0; i < texts.size(); i++) {
      String label = texts.get(i).label();
      int[] ofLabel = counts.computeIfAbsent(label, l -> new int[3]);
      ofLabel[0] += label.equals(said.get(i)) ? 1 : 0;
      ofLabel[1]++;
      counts.computeIfAbsent(said.get(i), l -> new int[3])[2]++;
    }
    return counts.values().stream()
        .filter(ofLabel -> ofLabel[1] > 0)
        .mapToDouble(ofLabel -> 2.0 * ofLabel[0] / (ofLabel[1] + ofLabel[2]))
        .average()
        .orElseThrow();
  }

  /**
   * Accuracy and macro-F1 beside others, and the calibration.
   *
   * @param first what the model says of each text
   * @param others what others say of them, by name
   */
  List<Score> scores(List<Prediction> first, Map<String, List<String>> others) {
    List<String> said = first.stream().map(Prediction::label).toList();
    List<Baseline> accuracies = new ArrayList<>();
    List<Baseline> macroF1s = new ArrayList<>();
    others.forEach(
        (name, labels) -> {
          accuracies.add(new Baseline(name, percent(accuracy(labels))));
          macroF1s.add(new Baseline(name, percent(macroF1(labels))));
        });
    return List.of(
        new Score(data, "accuracy", PERCENT, percent(accuracy(said)), accuracies),
        new Score(data, "macro-F1", PERCENT, percent(macroF1(said)), macroF1s),
        new Score(
            data,
            "expected calibration error",
            PERCENT,
            percent(calibrationError(first)),
            List.of()));
  }

  /** The mean distance of confidence and accuracy, over ten ranges of the confidence. */
  private double calibrationError(List<Prediction> first) {
    double[] excess = new double[BINS];
    for (int i = 0; i < first.size(); i++) {
      double confidence = first.get(i).probability();
      int bin = (int) Math.min(BINS - 1, confidence * BINS);
      excess[bin] += confidence - (texts.get(i).label().equals(first.get(i).label()) ? 1 : 0);
    }
    double sum = 0;
    for (double ofBin : excess) {
      sum += Math.abs(ofBin);
    }
    return sum / first.size();
  }

  /** {@return the accuracy by class and by length} */
  List<Breakdown> parts(List<Prediction> first) {
    return List.of(
        by("class", first, i -> texts.get(i).label()),
        by("length in characters", first, i -> length(texts.get(i).text().length())));
  }

  private static String length(int length) {
    int range = 1;
    while (length >= LENGTHS[range] && range < LENGTHS.length - 1) {
      range++;
    }
    String from = "%3d".formatted(LENGTHS[range - 1]); // in the order of numbers
    return range == LENGTHS.length - 1 ? from + " and more" : from + " to " + (LENGTHS[range] - 1);
  }

  private Breakdown by(String what, List<Prediction> first, IntFunction<String> part) {
    TreeMap<String, int[]> right = new TreeMap<>();
    for (int i = 0; i < texts.size(); i++) {
      int[] counts = right.computeIfAbsent(part.apply(i), name -> new int[2]);
      counts[0] += texts.get(i).label().equals(first.get(i).label()) ? 1 : 0;
      counts[1]++;
    }
    List<Part> parts = new ArrayList<>();
    right.forEach(
        (name, counts) ->
            parts.add(new Part(name.strip(), percent((double) counts[0] / counts[1]), counts[1])));
    return new Breakdown(data, "accuracy", PERCENT, what, parts);
  }

  /** In percent, to two digits behind the point. */
  static double percent(double part) {
    return Math.round(part * 10_000) / 100.0;
  }
}
