package io.github.tbptt4j.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ScratchTest {
  private final Scratch scratch = new Scratch();

  @Test
  void passesOfTheSameSizesWorkInTheSameArrays() {
    float[] first = scratch.begin().floats(3);
    float[] second = scratch.floats(3);
    assertNotSame(first, second, "one pass");

    assertSame(first, scratch.begin().floats(3));
    assertSame(second, scratch.floats(1, 3));
  }

  @Test
  void arraysHaveJustTheLengthThatIsAskedFor() {
    float[] large = scratch.begin().floats(8);
    assertEquals(7, scratch.begin().floats(7).length);
    assertNotSame(large, scratch.begin().floats(8), "what was too large has been given back");
  }

  @Test
  void whatAPassDoesNotAskForIsLetGo() {
    scratch.begin().floats(2);
    float[] second = scratch.floats(2);
    scratch.begin().floats(2);
    scratch.begin().floats(2);
    assertNotSame(second, scratch.floats(2));
  }

  @Test
  void matricesThatNoIntCountsAreRefused() {
    assertThrows(ArithmeticException.class, () -> scratch.floats(1 << 16, 1 << 16));
  }
}
