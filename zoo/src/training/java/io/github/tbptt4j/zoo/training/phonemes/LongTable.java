package io.github.tbptt4j.zoo.training.phonemes;

/**
 * Whole numbers by keys of 64 bits, which are hashes already: open addressing, 12 bytes a place.
 */
final class LongTable {
  private long[] keys = new long[1 << 16]; // 0 for an empty place
  private int[] values = new int[1 << 16];
  private int size;

  /** {@return the value of a key after adding to it} */
  int add(long key, int amount) {
    if (2 * size >= keys.length) {
      grow();
    }
    int place = place(key);
    if (keys[place] == 0) {
      keys[place] = key;
      size++;
    }
    return values[place] += amount;
  }

  /** {@return the value of a key, 0 for none} */
  int get(long key) {
    return values[place(key)];
  }

  /** {@return how many keys have each of the values 1 to {@code most}, at that index} */
  double[] histogram(int most) {
    double[] histogram = new double[most + 1];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0 && values[i] <= most) {
        histogram[values[i]]++;
      }
    }
    return histogram;
  }

  private int place(long key) {
    int place = (int) (key >>> 32 ^ key) & keys.length - 1;
    while (keys[place] != 0 && keys[place] != key) {
      place = place + 1 & keys.length - 1;
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        values[place] = oldValues[i];
      }
    }
  }
}
