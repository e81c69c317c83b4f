package io.github.tbptt4j.zoo.internal.text;

import java.util.List;

/**
 * What a network reads of a text at each character, as rows of an embedding: the character itself
 * and, hashed, the word so far, the word before it, and the last three characters.
 *
 * <p>A state of a few hundred numbers has to remember much; which word it is in, the embedding says
 * at once, and words that were seen a few times only have a row of their own (the hashing trick,
 * Weinberger et al. 2009; as features of a recurrent language model, Mikolov et al. 2011).
 */
public final class Contexts {
  /** Rows that a step reads. */
  public static final int PER_STEP = 4;

  /** No word so far. */
  public static final int NONE = -1;

  private static final int FNV_OFFSET = 0x811C9DC5;
  private static final int FNV_PRIME = 0x01000193;
  private static final int NO_LETTER = -1;

  private final int hashed; // rows of hashes; those of characters follow
  private final int[] codes; // of each symbol, which its hashes are made of
  private final int[] letters; // small letter of each symbol

  /**
   * The contexts of a vocabulary.
   *
   * @param characters single ones, the first is symbol 1; symbol 0 is any other one
   * @param bits from 1 to 24: there are 2^bits rows of hashes
   * @throws IllegalArgumentException if bits are outside
   */
  public Contexts(List<String> characters, int bits) {
    if (bits < 1 || bits > 24) {
      throw new IllegalArgumentException(
          "Contexts in 2^%d rows can't be: give 1 to 24.".formatted(bits));
    }
    this.hashed = 1 << bits;
    this.codes = new int[characters.size() + 1];
    this.letters = new int[codes.length];
    letters[0] = NO_LETTER;
    for (int i = 1; i < codes.length; i++) {
      codes[i] = characters.get(i - 1).codePointAt(0);
      letters[i] = Character.isLetter(codes[i]) ? Character.toLowerCase(codes[i]) : NO_LETTER;
    }
  }

  /** {@return how many rows the embedding has: hashes, then characters} */
  public int rows() {
    return hashed + codes.length;
  }

  /** {@return a reader at the beginning of a text} */
  public Reader reader() {
    return new Reader();
  }

  /** Reads one text, character by character. */
  public final class Reader {
    private final int[] rows = new int[PER_STEP];
    private int word = FNV_OFFSET; // hash of the word so far
    private int before = FNV_OFFSET; // of the one before it
    private int last; // codes of the last two characters
    private int secondLast;

    private Reader() {}

    /**
     * Reads a character.
     *
     * @param symbol its number
     * @return the rows that the network reads, {@link #NONE} for none; they are written anew at
     *     each call
     */
    public int[] next(int symbol) {
      int letter = letters[symbol];
      if (letter != NO_LETTER) {
        word = hash(word, letter);
      } else if (word != FNV_OFFSET) {
        before = word;
        word = FNV_OFFSET;
      }
      int code = codes[symbol];
      rows[0] = hashed + symbol;
      rows[1] = letter == NO_LETTER ? NONE : row(word, 1);
      rows[2] = row(before, 2);
      rows[3] = row(hash(hash(hash(FNV_OFFSET, code), last), secondLast), 3);
      secondLast = last;
      last = code;
      return rows;
    }

    private int hash(int hash, int code) {
      int mixed = (hash ^ code) * FNV_PRIME;
      return mixed ^ mixed >>> 15;
    }

    private int row(int hash, int kind) {
      int mixed = hash * 0x9E3779B1 + kind * 0x85EBCA6B;
      mixed ^= mixed >>> 13;
      mixed *= 0xC2B2AE35;
      mixed ^= mixed >>> 16;
      return mixed & hashed - 1;
    }
  }
}
