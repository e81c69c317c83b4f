package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Endless pieces of text of all languages, and of others that are to be refused. */
final class LanguageExamples implements Supplier<Example> {
  private static final double OTHER = 0.2; // of a European one's share
  private static final double FOREIGN = 2; // of all together
  private static final double WITHOUT_ACCENTS = 0.08;

  private final List<Material> material = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final double[] cumulated;
  private final Random random;

  /**
   * Pieces.
   *
   * @param documents of the European Parliament
   * @param strings of an office suite
   * @param seed of what is drawn
   */
  LanguageExamples(List<LabelledText> documents, OfficeStrings strings, long seed)
      throws IOException {
    this.random = new Random(seed);
    Map<String, List<String>> byLanguage = new LinkedHashMap<>();
    documents.forEach(
        d -> byLanguage.computeIfAbsent(d.label(), l -> new ArrayList<>()).add(d.text()));
    List<String> known = Languages.known();
    List<Double> shares = new ArrayList<>();
    for (String language : known) {
      String tokens = Languages.tokens(language);
      add(
          new Material(
              byLanguage.getOrDefault(language, List.of()),
              strings.of(language),
              tokens == null ? Map.of() : CommonTokens.of(tokens)),
          labels.size());
      shares.add(Languages.EUROPEAN.contains(language) ? 1 : OTHER);
    }
    int unknown = known.size();
    double share = FOREIGN / (Languages.FOREIGN_STRINGS.size() + Languages.FOREIGN_WORDS.size());
    for (String language : Languages.FOREIGN_STRINGS) {
      add(new Material(List.of(), strings.of(language), Map.of()), unknown);
      shares.add(share);
    }
    for (String language : Languages.FOREIGN_WORDS) {
      add(new Material(List.of(), List.of(), CommonTokens.of(language)), unknown);
      shares.add(share);
    }
    cumulated = new double[shares.size()];
    double sum = 0;
    for (int i = 0; i < cumulated.length; i++) {
      cumulated[i] = sum += shares.get(i);
    }
  }

  private void add(Material one, int label) {
    if (one.isEmpty()) {
      throw new IllegalStateException("There is nothing to learn language " + label + " from.");
    }
    material.add(one);
    labels.add(label);
  }

  /** {@return some text of each language that is told apart} */
  List<String> samples() {
    List<String> samples = new ArrayList<>();
    for (int i = 0; i < Languages.known().size(); i++) {
      samples.addAll(material.get(i).sample());
    }
    return samples;
  }

  @Override
  public Example get() {
    int i = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
    int source = Math.min(i < 0 ? -i - 1 : i, cumulated.length - 1);
    String piece = material.get(source).draw(random);
    boolean plain = random.nextDouble() < WITHOUT_ACCENTS;
    return new Example(plain ? Material.withoutAccents(piece) : piece, labels.get(source));
  }
}
