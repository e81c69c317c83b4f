package io.github.tbptt4j.zoo.internal.ngram;

/** Where a long text is cut, between words if it has any. */
public final class Pieces {
  private Pieces() {}

  /**
   * About equally long pieces.
   *
   * @param length of the text
   * @param longest characters of a piece at most
   * @return characters that each should have
   */
  public static int size(int length, int longest) {
    int pieces = (length + longest - 1) / longest;
    return (length + pieces - 1) / pieces;
  }

  /**
   * The end of a piece.
   *
   * @param read what {@link Reading} gives
   * @param from where the piece begins
   * @param size how many characters it should have
   * @param longest how many it may have
   * @return behind its last character, which is a space if there is one in time
   */
  public static int end(String read, int from, int size, int longest) {
    if (read.length() - from <= Math.min(longest, size + size / 4)) {
      return read.length();
    }
    int space = read.lastIndexOf(' ', from + size - 1);
    if (space > from) {
      return space + 1;
    }
    int end = Math.min(read.length(), from + size);
    boolean splits = end - from > 1 && Character.isHighSurrogate(read.charAt(end - 1));
    return splits ? end - 1 : end;
  }

  /**
   * The beginning of the piece behind one.
   *
   * @param read what {@link Reading} gives
   * @param from where that one begins
   * @param end where it ends
   * @return the space that it ends with, which is before the next word, too; otherwise its end
   */
  public static int next(String read, int from, int end) {
    return end - 1 > from && read.charAt(end - 1) == ' ' ? end - 1 : end;
  }
}
