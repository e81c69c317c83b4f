package io.github.tbptt4j.zoo.internal.text;

/**
 * A text in the symbols of an alphabet.
 *
 * @param ids one symbol for each character
 * @param capitals whether the character was a capital
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read by the minibatch
public record Symbols(int[] ids, boolean[] capitals) {
  /** {@return how many there are} */
  public int length() {
    return ids.length;
  }
}
