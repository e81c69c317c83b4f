package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.OtherJvm;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InterleavingsTest {
  private static final String INTERLEAVINGS = "50";

  @Tag("slow")
  @Test
  void noInterleavingLosesOrRepeatsWork() throws Exception {
    String output = OtherJvm.run(List.of(), Interleavings.class, INTERLEAVINGS);
    assertEquals(3, output.lines().filter(line -> line.endsWith(" holds")).count(), output);
  }
}
