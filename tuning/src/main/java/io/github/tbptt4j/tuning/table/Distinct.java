package io.github.tbptt4j.tuning.table;

import java.util.ArrayList;
import java.util.List;

/** The different texts that a column has, as long as they aren't too many. */
final class Distinct {
  private final int most;
  private String[] slots = new String[64];
  private int size;
  private boolean full;

  Distinct(int most) {
    this.most = most;
  }

  void add(char[] text, int first, int last) {
    if (full) {
      return;
    }
    int from = Blank.skip(text, first, last);
    int to = Blank.trim(text, from, last);
    int slot = slot(text, from, to);
    if (slots[slot] != null) {
      return;
    }
    if (size == most) {
      full = true;
      slots = new String[0];
      return;
    }
    slots[slot] = new String(text, from, to - from);
    if (2 * ++size > slots.length) {
      grow();
    }
  }

  private int slot(char[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    int slot = spread(hash) & slots.length - 1;
    while (slots[slot] != null && !isSame(slots[slot], text, from, to)) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private static int spread(int hash) {
    return hash * 0x9e3779b9 >>> 7 ^ hash;
  }

  private static boolean isSame(String word, char[] text, int from, int to) {
    if (word.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (word.charAt(i - from) != text[i]) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    String[] old = slots;
    slots = new String[2 * old.length];
    for (String word : old) {
      if (word != null) {
        slots[slot(word.toCharArray(), 0, word.length())] = word;
      }
    }
  }

  /** Stops, and forgets. */
  void give() {
    full = true;
    slots = new String[0];
  }

  boolean isFull() {
    return full;
  }

  int size() {
    return size;
  }

  List<String> sorted() {
    List<String> all = new ArrayList<>();
    for (String word : slots) {
      if (word != null) {
        all.add(word);
      }
    }
    all.sort(null);
    return all;
  }
}
