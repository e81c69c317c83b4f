package io.github.tbptt4j.tuning.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LagProbeResultsTest {
  private static final LagProbeResult RESULT =
      new LagProbeResult(TruncatedBptt.of(2, 9), 64, List.of(8, 5, 7), 1.5);

  @Test
  void resultIsTheMedianWithItsRange() {
    assertEquals(7, RESULT.solvedLag());
    assertEquals(5, RESULT.smallest());
    assertEquals(8, RESULT.largest());
    assertFalse(RESULT.isOpenEnded());
  }

  @Test
  void resultsSurviveTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("probe.json");
    List<LagProbeResult> results =
        List.of(RESULT, new LagProbeResult(TruncatedBptt.full(), 16, List.of(16), 2));
    LagProbeResults.write(results, file);

    assertEquals(results, LagProbeResults.read(file));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count(), "no temporary file stays");
    }
  }

  @Test
  void damagedFileIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("probe.json");
    Files.writeString(file, "[{\"truncation\":");

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> LagProbeResults.read(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
  }
}
