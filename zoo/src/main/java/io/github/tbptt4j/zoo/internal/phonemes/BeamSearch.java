package io.github.tbptt4j.zoo.internal.phonemes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the likeliest ways to say a word: a beam over the states of the network. */
public final class BeamSearch {
  private final PhonemeNetwork network;
  private final Window window;
  private final List<List<String>> symbols; // the phonemes of each
  private final int width;
  private final double threshold;

  /**
   * A way to say a word.
   *
   * @param phonemes from the first to the last
   * @param probability of all alignments that the beam has of it
   */
  public record Way(List<String> phonemes, double probability) {}

  /** Symbols of some letters, from the last letter on. */
  private static final class Hypothesis {
    private final Hypothesis before;
    private final int symbol;
    private final double log;
    private final float[][] states; // before its symbol's step

    Hypothesis(Hypothesis before, int symbol, double log, float[][] states) {
      this.before = before;
      this.symbol = symbol;
      this.log = log;
      this.states = states;
    }

    int last() {
      return symbol;
    }
  }

  /**
   * A search.
   *
   * @param network the network
   * @param window what it reads
   * @param symbols what its outputs stand for: phonemes joined by spaces
   * @param width how many hypotheses are kept at most
   * @param threshold a hypothesis whose logarithm is that far below the best one is dropped
   */
  public BeamSearch(
      PhonemeNetwork network, Window window, List<String> symbols, int width, double threshold) {
    if (symbols.size() != network.sounds() || symbols.size() != window.sounds()) {
      throw new IllegalArgumentException(
          "The network has %d outputs, its window %d sounds, and there are %d symbols: they must be equal."
              .formatted(network.sounds(), window.sounds(), symbols.size()));
    }
    this.network = network;
    this.window = window;
    this.symbols =
        symbols.stream()
            .map(symbol -> symbol.isEmpty() ? List.<String>of() : List.of(symbol.split(" ")))
            .toList();
    this.width = width;
    this.threshold = threshold;
  }

  /**
   * Ways to say a word.
   *
   * @param word for which {@link Letters#canSpell} is true
   * @return the likeliest first, each once
   */
  public List<Way> search(String word) {
    int[] letters = window.letters(word);
    int[] ofLetters = new int[window.ofLetters()];
    int[] ofSounds = new int[window.perStep() - window.ofLetters()];
    float[] logits = new float[symbols.size()];
    List<Hypothesis> beam = List.of(new Hypothesis(null, Window.NO_SOUND, 0, network.start()));
    for (int step = 0; step < word.length(); step++) {
      window.lettersAt(letters, step, ofLetters, 0);
      float[] spelling = network.spelling(ofLetters, ofLetters.length);
      List<Hypothesis> longer = new ArrayList<>();
      double best = Double.NEGATIVE_INFINITY;
      for (Hypothesis one : beam) {
        int beforeLast = one.before == null ? Window.NO_SOUND : one.before.last();
        window.soundsAt(letters, step, one.last(), beforeLast, ofSounds, 0);
        float[][] next = network.start();
        network.step(spelling, ofSounds, one.states, next, logits);
        double norm = logOfSum(logits);
        for (int symbol = 0; symbol < logits.length; symbol++) {
          double log = one.log + logits[symbol] - norm;
          if (log > best - threshold) {
            best = Math.max(best, log);
            longer.add(new Hypothesis(one, symbol, log, next));
          }
        }
      }
      beam = pruned(longer, best);
    }
    return ways(beam);
  }

  private List<Hypothesis> pruned(List<Hypothesis> all, double best) {
    all.removeIf(one -> one.log <= best - threshold);
    all.sort(Comparator.comparingDouble(one -> -one.log));
    return all.size() > width ? all.subList(0, width) : all;
  }

  private static double logOfSum(float[] logits) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum);
  }

  /** From the last letter back to the first is from the first phoneme to the last. */
  private List<Way> ways(List<Hypothesis> beam) {
    Map<List<String>, Double> sums = new LinkedHashMap<>();
    for (Hypothesis one : beam) {
      List<String> phonemes = new ArrayList<>();
      for (Hypothesis at = one; at.before != null; at = at.before) {
        phonemes.addAll(symbols.get(at.symbol));
      }
      sums.merge(List.copyOf(phonemes), Math.exp(one.log), Double::sum);
    }
    List<Way> ways = new ArrayList<>();
    sums.forEach((phonemes, probability) -> ways.add(new Way(phonemes, Math.min(1, probability))));
    ways.sort(Comparator.comparingDouble(way -> -way.probability()));
    return ways;
  }
}
