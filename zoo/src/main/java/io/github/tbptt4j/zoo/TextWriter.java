package io.github.tbptt4j.zoo;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/**
 * Writes on, a character as soon as it is asked for, until there are enough or one of the stop
 * strings would be next. What may be the beginning of a stop string is held back until that is
 * clear. The prompt is read when the first character is asked for.
 */
final class TextWriter implements Iterator<String> {
  private final Supplier<SymbolReader> beginning;
  private final Vocabulary vocabulary;
  private final int[] prompt; // symbols; of these the first is what the text follows
  private final Sampling sampling;
  private final SymbolSampler sampler;
  private final float[] prediction;
  private final StringBuilder held = new StringBuilder();

  private SymbolReader reader;
  private long left;
  private boolean ended;

  TextWriter(
      Supplier<SymbolReader> beginning,
      Vocabulary vocabulary,
      int[] prompt,
      Sampling sampling,
      boolean endless) {
    this.beginning = beginning;
    this.vocabulary = vocabulary;
    this.prompt = prompt;
    this.sampling = sampling;
    this.sampler = new SymbolSampler(sampling);
    this.prediction = new float[vocabulary.size()];
    this.left = endless ? Long.MAX_VALUE : sampling.length();
  }

  @Override
  public boolean hasNext() {
    while (!ended && releasable() == 0) {
      if (left == 0) {
        ended = true;
      } else {
        left--;
        held.append(draw());
        endAtStop();
      }
    }
    return held.length() > 0;
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The text has ended.");
    }
    int length = Character.charCount(held.codePointAt(0));
    String character = held.substring(0, length);
    held.delete(0, length);
    return character;
  }

  private String draw() {
    if (reader == null) {
      reader = beginning.get();
      for (int symbol : prompt) {
        reader.step(symbol, prediction);
        sampler.saw(symbol);
      }
    }
    int symbol = sampler.draw(prediction);
    if (left > 0) { // after the last one nobody asks what would be next
      reader.step(symbol, prediction);
    }
    return vocabulary.decode(symbol);
  }

  private void endAtStop() {
    for (String stop : sampling.stops()) {
      if (endsWith(stop, stop.length())) {
        held.setLength(held.length() - stop.length());
        ended = true;
        return;
      }
    }
  }

  /** {@return characters at the front that can't belong to a stop string any more} */
  private int releasable() {
    return held.length() - beginnings(sampling.stops());
  }

  /** {@return the longest end of what is held with which a stop string begins} */
  private int beginnings(List<String> stops) {
    int longest = 0;
    for (String stop : stops) {
      for (int length = stop.length() - 1; length > longest; length--) {
        if (endsWith(stop, length)) {
          longest = length;
        }
      }
    }
    return longest;
  }

  private boolean endsWith(String stop, int length) {
    return length <= held.length()
        && held.substring(held.length() - length).equals(stop.substring(0, length));
  }
}
