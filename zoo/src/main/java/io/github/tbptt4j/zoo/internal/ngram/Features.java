package io.github.tbptt4j.zoo.internal.ngram;

/**
 * What a network reads at each time step: the same number of indices of rows of its embedding,
 * {@link Ngrams#NONE} where there are fewer.
 */
public interface Features {
  /** {@return how many indices a step has} */
  int perStep();

  /** {@return how many rows the embedding has} */
  int rows();

  /**
   * The features of a text.
   *
   * @param read what {@link Reading} gives
   * @return [T * perStep], those of a step one after the other
   */
  int[] of(String read);
}
