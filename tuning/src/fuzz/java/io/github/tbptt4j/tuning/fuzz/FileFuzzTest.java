package io.github.tbptt4j.tuning.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Guided by coverage: the first byte says what reads the others. */
class FileFuzzTest {
  private static final FileReader[] READERS = FileReader.values();
  private static final Path FOLDER = folder();

  private static Path folder() {
    try {
      return Files.createTempDirectory("fuzz");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A file without fault of each kind. */
  static List<byte[]> wholeFiles() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (FileReader reader : READERS) {
      byte[] whole = reader.whole(FOLDER);
      byte[] file = new byte[1 + whole.length];
      file[0] = (byte) reader.ordinal();
      System.arraycopy(whole, 0, file, 1, whole.length);
      files.add(file);
    }
    return files;
  }

  @MethodSource("wholeFiles")
  @FuzzTest(maxDuration = "10m")
  void damageIsRefusedOrHarmless(byte[] bytes) throws IOException {
    if (bytes != null && bytes.length > 0) {
      FileReader reader = READERS[(bytes[0] & 0xff) % READERS.length];
      reader.read(Arrays.copyOfRange(bytes, 1, bytes.length), FOLDER);
    }
  }
}
