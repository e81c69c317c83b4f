package io.github.tbptt4j.zoo.internal.file;

import java.io.IOException;
import java.util.Map;

/** A network's parameters as they lie in a file. */
public sealed interface Parameters permits FloatParameters, QuantizedParameters {
  /** {@return how many there are} */
  long count();

  /** {@return all of them in DL4J's order, a new array} */
  float[] floats();

  /**
   * Puts them among a file's entries.
   *
   * @param entries by name
   * @throws IOException if ND4J can't write them
   */
  void putInto(Map<String, byte[]> entries) throws IOException;

  /**
   * Takes them from a file's entries.
   *
   * @param entries by name
   * @return the parameters
   * @throws IOException if they are damaged or not there
   */
  static Parameters from(Map<String, byte[]> entries) throws IOException {
    byte[] quantized = entries.get(QuantizedParameters.ENTRY);
    if (quantized != null) {
      return QuantizedParameters.read(quantized);
    }
    return new FloatParameters(
        Coefficients.read(SavedNetwork.part(entries, SavedNetwork.COEFFICIENTS)));
  }
}
