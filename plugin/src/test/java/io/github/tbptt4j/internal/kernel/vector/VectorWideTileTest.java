package io.github.tbptt4j.internal.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two panels together give what each gives alone, and on any processor, however long it takes. */
class VectorWideTileTest {
  private static final int WIDTH = VectorTile.COLUMNS;
  private static final int ROWS = VectorTile.ROWS;
  private static final int GAP = 3;

  private final Random random = new Random(7);

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 20, 128, 260})
  void twoPanelsAreTheSameToTheBit(int depth) {
    float[] a = floats(GAP + depth * ROWS);
    int nextPanel = depth * WIDTH + GAP;
    float[] b = floats(GAP + nextPanel + depth * WIDTH);
    int ldc = 2 * WIDTH + GAP;
    float[] c = floats(GAP + ROWS * ldc);
    float[] expected = c.clone();
    VectorTile.add(a, GAP, b, GAP, depth, expected, GAP, ldc);
    VectorTile.add(a, GAP, b, GAP + nextPanel, depth, expected, GAP + WIDTH, ldc);

    VectorWideTile.add(a, GAP, b, GAP, nextPanel, depth, c, GAP, WIDTH, ldc);

    assertArrayEquals(expected, c);
  }

  private float[] floats(int length) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = random.nextFloat() - 0.5f;
    }
    return floats;
  }
}
