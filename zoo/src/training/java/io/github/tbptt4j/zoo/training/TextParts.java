package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ContextModels;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.Part;
import io.github.tbptt4j.zoo.TextGenerator;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Bits per character in parts: what one mean hides. */
final class TextParts {
  private static final int PASSAGE = 2_000; // characters that are read without what is before them
  private static final int[] READ = {0, 10, 50, 200, 1_000, PASSAGE};

  private TextParts() {}

  /**
   * Measures by the kind of the character, and by how many were read before it.
   *
   * @param data what is measured on
   * @param text with line breaks
   * @return two breakdowns of the bits per character
   */
  static List<Breakdown> of(TextGenerator model, String data, String text) {
    double[] whole = ContextModels.bits(model, text);
    TreeMap<Integer, DoubleSummaryStatistics> byPlace = new TreeMap<>();
    for (int from = 0; from + PASSAGE <= text.length(); from += PASSAGE) {
      double[] bits = ContextModels.bits(model, text.substring(from, from + PASSAGE));
      for (int i = 0; i < bits.length; i++) {
        byPlace.computeIfAbsent(range(i), r -> new DoubleSummaryStatistics()).accept(bits[i]);
      }
    }
    List<Part> places = new ArrayList<>();
    byPlace.forEach(
        (range, bits) -> places.add(part(READ[range] + " to " + (READ[range + 1] - 1), bits)));
    return List.of(
        breakdown(data, "kind of the character", parts(whole, i -> kind(text, i))),
        breakdown(data, "characters that were read before it", places));
  }

  private static int range(int place) {
    int range = 0;
    while (place >= READ[range + 1]) {
      range++;
    }
    return range;
  }

  private static String kind(String text, int i) {
    char c = text.charAt(i);
    if (Character.isLetter(c)) {
      boolean first = i == 0 || !Character.isLetter(text.charAt(i - 1));
      return first ? "first letter of a word" : "further letter of a word";
    }
    return Character.isWhitespace(c) ? "space or line break" : "punctuation, digit";
  }

  private static List<Part> parts(double[] bits, IntFunction<String> name) {
    Map<String, DoubleSummaryStatistics> byName = new TreeMap<>();
    for (int i = 0; i < bits.length; i++) {
      byName.computeIfAbsent(name.apply(i), n -> new DoubleSummaryStatistics()).accept(bits[i]);
    }
    List<Part> parts = new ArrayList<>();
    byName.forEach((one, some) -> parts.add(part(one, some)));
    return parts;
  }

  private static Part part(String name, DoubleSummaryStatistics bits) {
    return new Part(name, Math.round(bits.getAverage() * 1000) / 1000.0, bits.getCount());
  }

  private static Breakdown breakdown(String data, String by, List<Part> parts) {
    return new Breakdown(data, TextScores.METRIC, TextScores.UNIT, by, parts);
  }
}
