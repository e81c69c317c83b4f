package io.github.tbptt4j.zoo.internal.ngram;

import java.util.Arrays;
import java.util.Map;

/**
 * A user agent's words, one at each time step: {@code sm}, {@code t510} and {@code chrome} are
 * words, and so is {@code 5.1.1}. A word is read whole and with its digits as zeros, by its
 * beginnings, ends and 4-grams, with the words before it, and with the system and whether {@code
 * mobile} has been read. Of a number, only its size and the word before it count: versions change.
 *
 * <p>A step for each word in place of one for each character is six times as fast, and a device's
 * name stays together.
 *
 * @param bits from 1 to 24: there are 2^bits rows
 */
public record AgentWords(int bits) implements Features {
  private static final int PER_STEP = 24;
  private static final int NGRAM = 4;
  private static final int LONGEST_WORD = 32;
  private static final int FNV_OFFSET = 0x811C9DC5;
  private static final int FNV_PRIME = 0x01000193;
  private static final int START = 1;

  /** What a feature is about: two kinds of one word are two features. */
  private static final int WHOLE = 1;

  private static final int ZEROED = 2;
  private static final int BEGINNING = 3;
  private static final int END = 4;
  private static final int INSIDE = 5;
  private static final int PAIR = 6;
  private static final int ZEROED_PAIR = 7;
  private static final int FIRST_OF_PAIR = 8;
  private static final int TRIPLE = 9;
  private static final int IN_SYSTEM = 10;
  private static final int BEFORE = 11;
  private static final int BEHIND = 12;
  private static final int NUMBER = 13;
  private static final int MAJOR = 14;
  private static final int MAJOR_TRIPLE = 15;
  private static final int LENGTH = 16;

  private static final Map<String, Integer> SYSTEMS =
      Map.ofEntries(
          Map.entry("windows", 1),
          Map.entry("android", 2),
          Map.entry("iphone", 3),
          Map.entry("ipad", 4),
          Map.entry("macintosh", 5),
          Map.entry("linux", 6),
          Map.entry("x11", 7),
          Map.entry("cros", 8),
          Map.entry("tizen", 9),
          Map.entry("web0s", 10),
          Map.entry("compatible", 11),
          Map.entry("darwin", 12));

  /**
   * Checks the size.
   *
   * @param bits from 1 to 24: there are 2^bits rows
   * @throws IllegalArgumentException if it is outside of its range
   */
  public AgentWords {
    if (bits < 1 || bits > 24) {
      throw new IllegalArgumentException("2^%d rows can't be: give 1 to 24.".formatted(bits));
    }
  }

  @Override
  public int perStep() {
    return PER_STEP;
  }

  @Override
  public int rows() {
    return 1 << bits;
  }

  @Override
  public int[] of(String read) {
    Reader reader = new Reader(read);
    while (reader.next()) {
      reader.addStep();
    }
    return Arrays.copyOf(reader.indices, reader.steps * PER_STEP);
  }

  /** One way through a text. */
  private final class Reader {
    private final String text;
    private int[] indices;
    private int steps;
    private int used; // indices of this step
    private int from;
    private int to;
    private boolean isNumber;
    private int before = START; // hashes of the words before
    private int beforeThat = START;
    private int system;
    private int mobile;

    Reader(String text) {
      this.text = text;
      this.indices = new int[PER_STEP * (8 + text.length() / 4)];
    }

    /** Goes to the next word. */
    boolean next() {
      from = to;
      while (from < text.length() && !isOfWord(text.charAt(from))) {
        from++;
      }
      if (from == text.length()) {
        return false;
      }
      isNumber = isDigit(text.charAt(from));
      to = from + 1;
      while (to < text.length() && to - from < LONGEST_WORD) {
        char c = text.charAt(to);
        boolean isPoint =
            (c == '.' || c == '_')
                && isDigit(text.charAt(to - 1))
                && to + 1 < text.length()
                && isDigit(text.charAt(to + 1));
        if (!isOfWord(c) && !(isPoint && isNumber)) {
          break;
        }
        isNumber &= isPoint || isDigit(c);
        to++;
      }
      return true;
    }

    void addStep() {
      if ((steps + 1) * PER_STEP > indices.length) {
        indices = Arrays.copyOf(indices, 2 * indices.length);
      }
      used = 0;
      int word = isNumber ? addNumber() : addWord();
      Arrays.fill(indices, steps * PER_STEP + used, (steps + 1) * PER_STEP, Ngrams.NONE);
      steps++;
      beforeThat = before;
      before = word;
    }

    private int addNumber() {
      int major = FNV_OFFSET;
      int digits = 0;
      while (from + digits < to && digits < 4 && isDigit(text.charAt(from + digits))) {
        major = with(major, text.charAt(from + digits));
        digits++;
      }
      add(NUMBER, before * 31 + Math.min(to - from, 12));
      if (digits < 3) {
        add(MAJOR, before * 31 + major);
        add(MAJOR_TRIPLE, (beforeThat * 31 + before) * 31 + major);
      }
      return FNV_OFFSET;
    }

    private int addWord() {
      int whole = FNV_OFFSET;
      int zeroed = FNV_OFFSET;
      boolean hasDigit = false;
      for (int i = from; i < to; i++) {
        char c = text.charAt(i);
        boolean digit = isDigit(c);
        hasDigit |= digit;
        whole = with(whole, c);
        zeroed = with(zeroed, digit ? '0' : c);
        if (i - from > 0 && i - from < 4 && i + 1 < to) {
          add(BEGINNING, whole);
        }
      }
      add(WHOLE, whole);
      add(PAIR, before * 31 + whole);
      add(TRIPLE, (beforeThat * 31 + before) * 31 + whole);
      add(FIRST_OF_PAIR, before * 31 + text.charAt(from));
      if (hasDigit) {
        add(ZEROED, zeroed);
        add(ZEROED_PAIR, before * 31 + zeroed);
        add(LENGTH, before * 31 + to - from);
      }
      add(IN_SYSTEM, (system * 2 + mobile) * 31 + zeroed);
      add(BEFORE, zeroed * 31 + (from > 0 ? text.charAt(from - 1) : '\n'));
      add(BEHIND, zeroed * 31 + (to < text.length() ? text.charAt(to) : '\n'));
      addEnds();
      addInside();
      remember();
      return hasDigit ? zeroed : whole;
    }

    private void addEnds() {
      int end = FNV_OFFSET;
      for (int n = 1; n <= 5 && to - n > from; n++) {
        end = with(end, text.charAt(to - n));
        if (n > 2) {
          add(END, end);
        }
      }
    }

    private void addInside() {
      for (int i = from; i + NGRAM <= to && used < PER_STEP; i++) {
        int hash = FNV_OFFSET;
        for (int k = 0; k < NGRAM; k++) {
          hash = with(hash, text.charAt(i + k));
        }
        add(INSIDE, hash);
      }
    }

    private void remember() {
      int length = to - from;
      if (length >= 3 && length <= 10) {
        Integer known = SYSTEMS.get(text.substring(from, to));
        system = known == null ? system : known;
        mobile |= length == 6 && text.startsWith("mobile", from) ? 1 : 0;
      }
    }

    private void add(int kind, int hash) {
      int mixed = hash * 0x9E3779B1 + kind * 0x85EBCA6B;
      mixed ^= mixed >>> 15;
      mixed *= 0xC2B2AE35;
      mixed ^= mixed >>> 13;
      mixed *= 0x9E3779B1;
      indices[steps * PER_STEP + used++] = mixed >>> (32 - bits);
    }
  }

  private static int with(int hash, char c) {
    int next = (hash ^ c) * FNV_PRIME;
    return next ^ (next >>> 15);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isOfWord(char c) {
    return (c >= 'a' && c <= 'z') || isDigit(c) || c >= 0x80;
  }
}
