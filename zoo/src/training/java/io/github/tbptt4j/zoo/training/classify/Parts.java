package io.github.tbptt4j.zoo.training.classify;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.Part;
import io.github.tbptt4j.zoo.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Accuracy in parts: what one number for all hides. */
public final class Parts {
  private static final int[] LENGTHS = {0, 20, 50, 100, 150, 200, Integer.MAX_VALUE};
  private static final double[] CONFIDENCES = {0, 0.5, 0.7, 0.9, 0.95, 0.99, 1};

  private final String data;
  private final List<LabelledText> texts;
  private final List<Prediction> first;

  private Parts(String data, List<LabelledText> texts, List<Prediction> first) {
    this.data = data;
    this.texts = texts;
    this.first = first;
  }

  /**
   * Measures by class (recall), by length and by confidence (calibration).
   *
   * @param data what is measured on
   * @param texts texts of known label
   * @param ranked what a model says of each
   * @return three breakdowns of the accuracy
   */
  public static List<Breakdown> of(
      String data, List<LabelledText> texts, List<List<Prediction>> ranked) {
    Parts parts = new Parts(data, texts, ranked.stream().map(list -> list.get(0)).toList());
    return List.of(
        parts.by("class", i -> texts.get(i).label()),
        parts.by("length in characters", parts::length),
        parts.by("confidence", parts::confidence));
  }

  private String length(int i) {
    int length = texts.get(i).text().length();
    int range = 1;
    while (length >= LENGTHS[range]) {
      range++;
    }
    String from = "%3d".formatted(LENGTHS[range - 1]);
    return range == LENGTHS.length - 1 ? from + " and more" : from + " to " + (LENGTHS[range] - 1);
  }

  private String confidence(int i) {
    double probability = first.get(i).probability();
    int range = 1;
    while (range < CONFIDENCES.length - 1 && probability >= CONFIDENCES[range]) {
      range++;
    }
    return String.format(Locale.ROOT, "%.2f to %.2f", CONFIDENCES[range - 1], CONFIDENCES[range]);
  }

  private Breakdown by(String what, IntFunction<String> part) {
    TreeMap<String, List<Boolean>> right = new TreeMap<>();
    for (int i = 0; i < texts.size(); i++) {
      boolean is = texts.get(i).label().equals(first.get(i).label());
      right.computeIfAbsent(part.apply(i), name -> new ArrayList<>()).add(is);
    }
    List<Part> parts = new ArrayList<>();
    right.forEach(
        (name, some) -> {
          double share = some.stream().mapToInt(is -> is ? 1 : 0).average().orElseThrow();
          parts.add(new Part(name.strip(), Percent.rounded(share), some.size()));
        });
    return new Breakdown(data, "accuracy", "%", what, parts);
  }
}
