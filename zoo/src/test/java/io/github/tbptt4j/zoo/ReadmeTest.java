package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  @Test
  void thePageHasTheTableOfTheCards() throws IOException {
    String table = ReadmeTable.of(Zoo.list());
    assertTrue(
        Files.readString(Path.of("doc/zoo.md")).contains(table),
        () -> "Paste this table into doc/zoo.md:\n" + table);
  }

  @Test
  void theCodeOfThePageRuns() {
    List<String> results =
        ReadmeExample.models(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0");
    assertEquals(200, results.get(0).length());
    assertTrue(Double.parseDouble(results.get(1)) < 5, results.get(1));
    assertEquals("de", results.get(2));
    assertEquals("Desktop", results.get(3));
  }

  @Test
  void theCodeAboutLanguagesRuns() {
    List<Object> results = ReadmeExample.languages();
    assertEquals(3, ((List<?>) results.get(0)).size());
    assertEquals(3, ((List<?>) results.get(1)).size());
    assertEquals(false, results.get(2));
  }

  @Test
  void theCodeAboutForecastsRuns() {
    double[] sold = new double[70];
    Arrays.setAll(sold, t -> 10 + t % 7);
    double[] results = ReadmeExample.forecast(sold);
    assertEquals(10, results[0], 1);
    assertTrue(results[1] >= results[0] && results[1] < 20, () -> Arrays.toString(results));
    assertEquals(28, results[2]);
  }

  @Test
  void theCodeAboutPronunciationsRuns() {
    List<String> results = ReadmeExample.pronunciations();
    assertTrue(results.get(0).startsWith("B AE"), results::toString);
    assertTrue(results.get(1).endsWith("ˈɡeɪʃən"), results::toString);
    assertTrue(results.get(2).startsWith("D "), results::toString);
    assertTrue(results.get(3).startsWith("ˈtw"), results::toString);
  }

  @Test
  void theCardOfThePageIsWritten(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.zip");
    String page = ReadmeExample.card(UserAgentClassifier.pretrained(), file);
    assertTrue(page.contains("Knows two kinds of sensors."));
    assertEquals("Says what our sensors are.", UserAgentClassifier.load(file).card().summary());
  }
}
