package io.github.tbptt4j.zoo.internal.file;

import java.io.IOException;
import java.util.Map;

/** Parameters as ND4J writes them. */
public final class FloatParameters implements Parameters {
  private final float[] values;

  /**
   * Parameters.
   *
   * @param values in DL4J's order; finite, not copied
   * @throws IllegalArgumentException if one is not finite
   */
  public FloatParameters(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "Parameter %d of the network is %s: it can't predict.".formatted(i, values[i]));
      }
    }
    this.values = values;
  }

  @Override
  public long count() {
    return values.length;
  }

  @Override
  public float[] floats() {
    return values.clone();
  }

  @Override
  public void putInto(Map<String, byte[]> entries) throws IOException {
    entries.put(SavedNetwork.COEFFICIENTS, Coefficients.write(values));
  }
}
