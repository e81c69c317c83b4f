package io.github.tbptt4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverLockTest {
  @TempDir Path folder;

  private SharedFolder shared() {
    return new SharedFolder(
        folder.toUri().toString(), new SerializableConfiguration(new Configuration()));
  }

  @Test
  void aSecondDriverIsRefusedUntilTheFirstHasEnded() throws IOException {
    try (DriverLock first = DriverLock.take(shared(), "app-1", 20)) {
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> DriverLock.take(shared(), "app-2", 2000));
      assertTrue(
          e.getMessage().contains("(app-1, process " + ProcessHandle.current().pid() + " on "),
          e.getMessage());
    }
    assertFalse(Files.exists(folder.resolve(DriverLock.FILE)));
    DriverLock.take(shared(), "app-2", 2000).close();
  }

  @Test
  void aFileThatWasLeftOverLocksNothing() throws IOException {
    Path file = Files.writeString(folder.resolve(DriverLock.FILE), "app-1, process 7 on a\n12\n");
    try (DriverLock next = DriverLock.take(shared(), "app-2", 100)) {
      assertEquals(0, Files.readString(file).indexOf("app-2"));
    }
  }
}
