package io.github.tbptt4j.internal.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Where some characters of a file begin: as many as fit in a little memory, about equally far from
 * each other.
 */
final class TextIndex implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 1 << 13;

  private final long[] characters = new long[MOST];
  private final long[] bytes = new long[MOST];
  private int size;

  /** Blocks from one entry to the next. */
  private int spacing = 1;

  private long blocks;

  /** Called at each block of characters, which begins with some character at some byte. */
  void add(long character, long at) {
    if (blocks++ % spacing != 0) {
      return;
    }
    if (size == MOST) {
      for (int i = 0; i < MOST / 2; i++) {
        characters[i] = characters[2 * i];
        bytes[i] = bytes[2 * i];
      }
      size = MOST / 2;
      spacing *= 2;
    }
    characters[size] = character;
    bytes[size++] = at;
  }

  /** The last entry that isn't behind a character. */
  int before(long character) {
    int found = Arrays.binarySearch(characters, 0, size, character);
    return found >= 0 ? found : -found - 2;
  }

  long character(int entry) {
    return characters[entry];
  }

  long at(int entry) {
    return bytes[entry];
  }
}
