package io.github.tbptt4j.zoo.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantizedParametersTest {
  private static final int ROWS = 50;
  private static final int UNITS = 3;

  private static float[] parameters() {
    Random random = new Random(1);
    float[] parameters = new float[ROWS * UNITS + 20];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextGaussian() * (1 + i / ROWS);
    }
    return parameters;
  }

  private static byte[] file(QuantizedParameters parameters) {
    Map<String, byte[]> entries = new HashMap<>();
    parameters.putInto(entries);
    return entries.get(QuantizedParameters.ENTRY);
  }

  @Test
  void theEmbeddingIsRoundedAndTheRestIsNot() {
    float[] parameters = parameters();
    float[] rounded = QuantizedParameters.of(parameters, ROWS, UNITS).floats();
    assertEquals(parameters.length, rounded.length);
    for (int u = 0; u < UNITS; u++) {
      float largest = 0;
      for (int r = 0; r < ROWS; r++) {
        largest = Math.max(largest, Math.abs(parameters[u * ROWS + r]));
      }
      for (int r = 0; r < ROWS; r++) {
        int i = u * ROWS + r;
        assertEquals(parameters[i], rounded[i], largest / 127 / 2 * 1.001f);
      }
    }
    for (int i = ROWS * UNITS; i < parameters.length; i++) {
      assertEquals(parameters[i], rounded[i]);
    }
  }

  @Test
  void roundingTwiceIsRoundingOnce() {
    float[] once = QuantizedParameters.of(parameters(), ROWS, UNITS).floats();
    assertArrayEquals(once, QuantizedParameters.of(once, ROWS, UNITS).floats(), 1e-6f);
  }

  @Test
  void unitsOfZerosStayZeros() {
    float[] zeros = new float[ROWS * UNITS];
    assertArrayEquals(zeros, QuantizedParameters.of(zeros, ROWS, UNITS).floats());
  }

  @Test
  void aFileHoldsThemAll() throws IOException {
    QuantizedParameters parameters = QuantizedParameters.of(parameters(), ROWS, UNITS);
    Parameters read = Parameters.from(Map.of(QuantizedParameters.ENTRY, file(parameters)));
    assertArrayEquals(parameters.floats(), read.floats());
  }

  @Test
  void damagedFilesAreRefused() {
    byte[] file = file(QuantizedParameters.of(parameters(), ROWS, UNITS));
    for (int length = 0; length < file.length; length += 7) {
      byte[] part = java.util.Arrays.copyOf(file, length);
      assertThrows(IOException.class, () -> QuantizedParameters.read(part));
    }
    for (int lie : new int[] {-1, 0, 49, 51, Integer.MAX_VALUE}) {
      byte[] other = file.clone();
      ByteBuffer.wrap(other).putInt(4, lie);
      assertThrows(IOException.class, () -> QuantizedParameters.read(other));
    }
    byte[] nan = file.clone();
    ByteBuffer.wrap(nan).putFloat(nan.length - 4, Float.NaN);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> QuantizedParameters.read(nan))
            .getMessage()
            .contains("NaN"));
  }
}
