package io.github.tbptt4j.tuning.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.tbptt4j.zoo.internal.file.Coefficients;
import io.github.tbptt4j.zoo.internal.file.SavedNetwork;
import io.github.tbptt4j.zoo.internal.file.ZipEntries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files are refused, or do no harm. Longer: {@code -Dfuzz.runs=10000}; one file again:
 * {@code -Dfuzz.seed=}, the number that a failure names. Coverage-guided: {@code -Pfuzz}.
 */
class DamagedFilesTest {
  private static final int RUNS = Integer.getInteger("fuzz.runs", 60);
  private static final long SEED = Long.getLong("fuzz.seed", 0);
  private static final long MOST_BYTES = 1 << 26; // no file here is larger than a few KiB
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir private Path folder;

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(FileReader.class)
  @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void damageIsRefusedOrHarmless(FileReader reader) throws IOException {
    byte[] whole = reader.whole(folder);
    assertTrue(reader.read(whole, folder), "refused without damage");
    for (long seed = SEED; seed < SEED + RUNS; seed++) {
      byte[] damaged = reader.mutated(whole, new Random(seed));
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        reader.read(damaged, folder);
      } catch (AssertionError | RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e.getMessage(), e);
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < MOST_BYTES, "-Dfuzz.seed=" + seed + " took bytes: " + allocated);
    }
  }

  /** A parser that calls itself for every level must not meet them. */
  @ParameterizedTest
  @EnumSource(names = {"CARD", "SWEEP", "CANDIDATE", "WINNER", "PROBES"})
  void deeplyNestedJsonIsRefused(FileReader reader) throws IOException {
    String whole = new String(reader.whole(folder), StandardCharsets.UTF_8);
    assertTrue(whole.contains(":"), whole);
    for (String deep : List.of("[", "{\"a\":")) {
      String nested = deep.repeat(100_000);
      assertFalse(reader.read((nested + whole).getBytes(StandardCharsets.UTF_8), folder));
      for (int colon = whole.indexOf(':'); colon >= 0; colon = whole.indexOf(':', colon + 1)) {
        String inside = whole.substring(0, colon + 1) + nested;
        assertFalse(reader.read(inside.getBytes(StandardCharsets.UTF_8), folder));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"confs\":[{\"layer\":"})
  void deeplyNestedConfigurationOfAModelIsRefused(String deep) throws IOException {
    byte[] nested = deep.repeat(100_000).getBytes(StandardCharsets.UTF_8);
    for (FileReader reader :
        List.of(
            FileReader.TEXT_GENERATOR, FileReader.CANDIDATES_MODEL, FileReader.CANDIDATES_GRAPH)) {
      Map<String, byte[]> parts = ZipEntries.read(reader.whole(folder));
      parts.put(SavedNetwork.CONFIGURATION, nested);
      assertFalse(reader.read(ZipEntries.write(parts), folder));
    }
  }

  /** Each number in front of the parameters says something else. */
  @Test
  void numbersOfParametersThatLieAreRefusedWithoutTakingMemory() throws IOException {
    Map<String, byte[]> parts = ZipEntries.read(FileReader.CANDIDATES_MODEL.whole(folder));
    byte[] coefficients = parts.get(SavedNetwork.COEFFICIENTS);
    int header = coefficients.length - 4 * (4 * 3 + 3 * 3 + 3 + 3 * 3 + 3);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    int refused = 0;
    for (int at = 0; at + Long.BYTES <= header; at++) {
      for (long lie : new long[] {-1, Integer.MAX_VALUE, Long.MAX_VALUE / 4, (1L << 62) + 36}) {
        byte[] lying = coefficients.clone();
        ByteBuffer.wrap(lying).putLong(at, lie);
        try {
          Coefficients.readArray(lying);
        } catch (IOException e) {
          refused++;
        }
      }
    }
    assertTrue(refused > header, "refused: " + refused);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < MOST_BYTES, "bytes: " + allocated);
  }

  @Tag("slow")
  @Test
  void zipThatUnpacksToTooMuchIsRefused() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bomb)) {
      zip.putNextEntry(new ZipEntry(SavedNetwork.CONFIGURATION));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 257; i++) {
        zip.write(zeros);
      }
    }
    IOException e = assertThrows(IOException.class, () -> ZipEntries.read(bomb.toByteArray()));
    assertTrue(e.getMessage().contains("unpacks to more than"), e.getMessage());
    assertFalse(FileReader.CANDIDATES_MODEL.read(bomb.toByteArray(), folder));
  }

  /** What a lenient parser would fill with zeros, nulls, or the content of another file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CANDIDATE | "index":0      | "index":1
          CANDIDATE | "updates":500, |
          CANDIDATE | "updates":500  | "updates":null
          CANDIDATE | "failure":null | "failure":null}{
          CANDIDATE | "genes":[0.5]  | "genes":null
          SWEEP     | "seed":42      | "seed":"42"
          WINNER    | "index":0,     |
          PROBES    | "k2" : 20      | "k2" : 0
          CURVE     | 2.5            | 2.5,2.5
          """)
  void contentThatIsMissingOrOfAnotherFileIsRefused(FileReader reader, String is, String becomes)
      throws IOException {
    String whole = new String(reader.whole(folder), StandardCharsets.UTF_8);
    assertTrue(whole.contains(is), whole);
    String damaged = whole.replace(is, becomes == null ? "" : becomes);
    assertFalse(reader.read(damaged.getBytes(StandardCharsets.UTF_8), folder));
  }

  @ParameterizedTest
  @EnumSource(names = {"CARD", "SWEEP", "CANDIDATE", "WINNER", "PROBES"})
  void nothingIsNoContent(FileReader reader) throws IOException {
    for (String nothing : List.of("", "null", "[null]", " ", "\0")) {
      assertFalse(reader.read(nothing.getBytes(StandardCharsets.UTF_8), folder), nothing);
    }
  }
}
