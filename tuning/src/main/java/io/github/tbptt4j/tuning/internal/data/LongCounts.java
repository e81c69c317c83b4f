package io.github.tbptt4j.tuning.internal.data;

/** Counts by a key that is spread already, in two arrays. */
final class LongCounts {
  private long[] keys = new long[1 << 10];
  private int[] counts = new int[1 << 10];
  private int used;

  /** {@return the count, one more than before} */
  int increment(long key) {
    if (2 * used >= keys.length) {
      grow();
    }
    int slot = slot(key, keys, counts);
    if (counts[slot] == 0) {
      keys[slot] = key;
      used++;
    }
    return ++counts[slot];
  }

  int get(long key) {
    return counts[slot(key, keys, counts)];
  }

  private static int slot(long key, long[] keys, int[] counts) {
    int mask = keys.length - 1;
    int slot = (int) (key ^ (key >>> 32)) & mask;
    while (counts[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] moreKeys = new long[2 * keys.length];
    int[] moreCounts = new int[moreKeys.length];
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0) {
        int slot = slot(keys[i], moreKeys, moreCounts);
        moreKeys[slot] = keys[i];
        moreCounts[slot] = counts[i];
      }
    }
    keys = moreKeys;
    counts = moreCounts;
  }
}
