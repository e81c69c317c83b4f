package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  @Test
  void theReadmeHasTheTableOfTheCards() throws IOException {
    String table = ReadmeTable.of(Zoo.list());
    assertTrue(
        Files.readString(Path.of("../README.md")).contains(table),
        () -> "Paste this table into the README:\n" + table);
  }
}
