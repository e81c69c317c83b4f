package io.github.tbptt4j.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThroughputTest {
  @TempDir Path folder;

  @Tag("slow")
  @Test
  void arbitersOwnTaskCreatorAndOursGiveTheSameScores() {
    assertEquals(0, Throughput.scoreDifference(1_000, folder), 1e-6);
  }
}
