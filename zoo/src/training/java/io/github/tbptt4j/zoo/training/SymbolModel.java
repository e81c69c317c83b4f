package io.github.tbptt4j.zoo.training;

/** A baseline that predicts symbols from those before them, by counts of n-grams. */
interface SymbolModel {
  /** Of a symbol in the key of a context. */
  int BITS_PER_SYMBOL = 10;

  /** {@return the probability of symbol i of a text, given those before it} */
  double probability(int[] text, int i);

  /** {@return the mean of -log2 p over a text} */
  default double bitsPerSymbol(int[] text) {
    double bits = 0;
    for (int i = 0; i < text.length; i++) {
      bits -= Math.log(probability(text, i)) / Math.log(2);
    }
    return bits / text.length;
  }

  /** {@return the key of the {@code length} symbols before {@code end}} */
  static long context(int[] text, int end, int length) {
    long key = 0;
    for (int i = end - length; i < end; i++) {
      key = key << BITS_PER_SYMBOL | text[i];
    }
    return key;
  }
}
