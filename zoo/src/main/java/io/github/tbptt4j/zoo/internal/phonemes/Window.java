package io.github.tbptt4j.zoo.internal.phonemes;

/**
 * What the network reads at each letter, as indices of rows of its first W: the letters around it,
 * each place with rows of its own; the 2- to 5-grams of letters that it is in, and the sounds said
 * before with the letters that follow, both hashed (Weinberger et al. 2009); and the last two
 * sounds.
 *
 * @param reach how many letters to each side
 * @param bits n-grams lie in 2^bits rows
 * @param sounds how many symbols there are for what a letter sounds like
 */
public record Window(int reach, int bits, int sounds) {
  /** No sound yet. */
  public static final int NO_SOUND = -1;

  private static final int LONGEST = 5; // letters of an n-gram
  private static final int NGRAMS = 2 + 3 + 4 + 5;
  private static final int SOUNDS = 4; // rows that depend on what was said before

  /**
   * Checks the sizes.
   *
   * @param reach how many letters to each side
   * @param bits n-grams lie in 2^bits rows
   * @param sounds how many symbols there are for what a letter sounds like
   * @throws IllegalArgumentException if they are outside of their ranges
   */
  public Window {
    if (reach < LONGEST - 1 || reach > 20 || bits < 1 || bits > 20 || sounds < 1 || sounds > 999) {
      throw new IllegalArgumentException(
          "A window of %d letters, 2^%d rows and %d sounds can't be: give 4 to 20, 1 to 20, 1 to 999."
              .formatted(reach, bits, sounds));
    }
  }

  /** {@return how many rows a step may have} */
  public int perStep() {
    return ofLetters() + SOUNDS;
  }

  /** {@return how many of them depend on the spelling only; they come first} */
  public int ofLetters() {
    return 2 * reach + 1 + NGRAMS;
  }

  /** {@return how many rows W has} */
  public int rows() {
    return firstSound() + 2 * (sounds + 1);
  }

  private int firstNgram() {
    return (2 * reach + 1) * Letters.count();
  }

  private int firstSound() {
    return firstNgram() + (1 << bits);
  }

  /**
   * The letters of a word in the order in which they are read: from the last to the first, since
   * endings tell where the stress is.
   *
   * @param word for which {@link Letters#canSpell} is true
   * @return with as many boundaries to both sides as the network looks beyond the word
   */
  public int[] letters(String word) {
    int[] letters = new int[word.length() + 2 * reach];
    for (int i = 0; i < word.length(); i++) {
      letters[reach + i] = Letters.index(word.charAt(word.length() - 1 - i));
    }
    return letters;
  }

  /**
   * Writes the rows of a step that depend on the spelling.
   *
   * @param letters of {@link #letters}
   * @param step from 0
   * @param rows gets {@link #ofLetters()} of them
   * @param at where in rows
   */
  public void lettersAt(int[] letters, int step, int[] rows, int at) {
    int to = at;
    for (int i = 0; i <= 2 * reach; i++) {
      rows[to++] = i * Letters.count() + letters[step + i];
    }
    int middle = step + reach;
    for (int n = 2; n <= LONGEST; n++) {
      for (int from = middle - n + 1; from <= middle; from++) {
        int hash = n * 31 + middle - from;
        for (int i = from; i < from + n; i++) {
          hash = mix(hash, letters[i]);
        }
        rows[to++] = hashed(hash);
      }
    }
  }

  /**
   * Writes the rows of a step that depend on what was said before.
   *
   * @param letters of {@link #letters}
   * @param step from 0
   * @param last the symbol of the step before, {@link #NO_SOUND} at the first one
   * @param beforeLast that of two steps before
   * @param rows gets them
   * @param at where in rows
   */
  public void soundsAt(int[] letters, int step, int last, int beforeLast, int[] rows, int at) {
    int middle = step + reach;
    rows[at] = firstSound() + last + 1;
    rows[at + 1] = firstSound() + sounds + 1 + beforeLast + 1;
    rows[at + 2] = hashed(mix(mix(mix(901, last), letters[middle]), letters[middle + 1]));
    rows[at + 3] = hashed(mix(mix(mix(902, last), beforeLast), letters[middle]));
  }

  private static int mix(int hash, int value) {
    int mixed = (hash ^ (value + 1)) * 0x9E3779B1;
    return mixed ^ (mixed >>> 15);
  }

  private int hashed(int hash) {
    int mixed = hash * 0x85EBCA6B;
    return firstNgram() + ((mixed ^ (mixed >>> 13)) & ((1 << bits) - 1));
  }
}
