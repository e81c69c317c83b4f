package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Examples in three parts: to learn from, to choose by, and held out. Each label is parted by
 * itself. Texts that differ in digits, capitals or white space only stay together: half of such a
 * pair in training would make the other half's score a lie.
 */
final class LabelData {
  /** So many labels a model has at most. */
  static final int MOST_LABELS = 10_000;

  /** So many texts there must be, with something in them. */
  static final int FEWEST_TEXTS = 20;

  private static final double VALIDATION = 0.1;
  private static final double VALIDATION_OF_FEW = 0.15;
  private static final int FEW = 1_000;

  final List<String> labels;
  final List<LabelledText> training = new ArrayList<>();
  final List<LabelledText> validation = new ArrayList<>();
  final List<LabelledText> heldOut = new ArrayList<>();
  final int empty; // texts in which nothing can be read

  private final Map<String, Integer> indices = new HashMap<>();

  /**
   * Parts some examples.
   *
   * @param texts the examples
   * @param known labels that are there already, in their order
   * @param heldOut part that is held out
   * @param longest characters of a text that are read
   * @param seed of what is drawn
   */
  LabelData(List<LabelledText> texts, List<String> known, double heldOut, int longest, long seed) {
    this.labels = labels(texts, known, longest);
    Map<String, List<LabelledText>> groups = new LinkedHashMap<>();
    int nothing = 0;
    for (LabelledText text : texts) {
      String key = key(text.text(), longest);
      if (key.isEmpty()) {
        nothing++;
      } else {
        groups.computeIfAbsent(key, k -> new ArrayList<>(1)).add(text);
      }
    }
    this.empty = nothing;
    require(texts.size() - nothing, texts.size());
    for (int i = 0; i < labels.size(); i++) {
      indices.put(labels.get(i), i);
    }
    part(groups.values(), heldOut, seed);
  }

  private static String key(String text, int longest) {
    return Reading.CHARACTERS.of(text, longest).replaceAll("\\d+", "0");
  }

  /** Of texts in which something can be read; too many are refused before anything is kept. */
  private static List<String> labels(List<LabelledText> texts, List<String> known, int longest) {
    TreeSet<String> more = new TreeSet<>();
    for (LabelledText text : texts) {
      if (!more.contains(text.label()) && !key(text.text(), longest).isEmpty()) {
        more.add(text.label());
        requireFew(more.size());
      }
    }
    known.forEach(more::remove);
    List<String> labels = new ArrayList<>(known);
    labels.addAll(more);
    requireFew(labels.size());
    return List.copyOf(labels);
  }

  /** Before anything of their number is made. */
  static void requireFew(int labels) {
    if (labels > MOST_LABELS) {
      throw new IllegalArgumentException(
          "There are more than %,d labels, each of which needs weights of its own: give fewer. Are labels and texts swapped?"
              .formatted(MOST_LABELS));
    }
  }

  private void require(int readable, int all) {
    if (labels.size() < 2) {
      throw new IllegalArgumentException(
          labels.isEmpty()
              ? "There are no texts with anything to read in them (%,d in all).".formatted(all)
              : "All texts have the label %s: give texts of at least two labels."
                  .formatted(labels.get(0)));
    }
    if (readable < FEWEST_TEXTS) {
      throw new IllegalArgumentException(
          "%,d texts are too few to learn from and to measure with: give at least %d."
              .formatted(readable, FEWEST_TEXTS));
    }
  }

  private void part(Collection<List<LabelledText>> groups, double heldOutPart, long seed) {
    Map<String, List<List<LabelledText>>> byLabel = new TreeMap<>();
    int all = 0;
    for (List<LabelledText> group : groups) {
      byLabel.computeIfAbsent(group.get(0).label(), label -> new ArrayList<>()).add(group);
      all += group.size();
    }
    double validationPart = all < FEW ? VALIDATION_OF_FEW : VALIDATION;
    Random random = new Random(seed);
    for (List<List<LabelledText>> ofLabel : byLabel.values()) {
      Collections.shuffle(ofLabel, random);
      int count = ofLabel.stream().mapToInt(List::size).sum();
      List<List<LabelledText>> rest = take(ofLabel, (int) Math.round(heldOutPart * count), heldOut);
      rest = take(rest, (int) Math.round(validationPart * count), validation);
      rest.forEach(training::addAll);
    }
  }

  /** Puts groups into a part while there is room, and gives the rest, at least one. */
  private static List<List<LabelledText>> take(
      List<List<LabelledText>> groups, int room, List<LabelledText> part) {
    List<List<LabelledText>> rest = new ArrayList<>();
    int left = room;
    for (int i = 0; i < groups.size(); i++) {
      List<LabelledText> group = groups.get(i);
      boolean isAll = rest.isEmpty() && i == groups.size() - 1;
      if (group.size() <= left && !isAll) {
        part.addAll(group);
        left -= group.size();
      } else {
        rest.add(group);
      }
    }
    return rest;
  }

  /** {@return what a network reads of them} */
  List<Example> read(List<LabelledText> texts, Reading reading, int longest) {
    List<Example> examples = new ArrayList<>(texts.size());
    for (LabelledText text : texts) {
      String read = reading.of(text.text(), longest);
      if (!read.isEmpty()) {
        examples.add(new Example(read, indices.get(text.label())));
      }
    }
    return examples;
  }

  /** {@return the label of most training texts} */
  String commonest() {
    Map<String, Integer> counts = new TreeMap<>();
    training.forEach(text -> counts.merge(text.label(), 1, Integer::sum));
    return Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
