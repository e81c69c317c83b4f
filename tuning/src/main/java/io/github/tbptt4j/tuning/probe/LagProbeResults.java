package io.github.tbptt4j.tuning.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;

/** Results of probes in a file, as JSON. */
public final class LagProbeResults {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private LagProbeResults() {}

  /**
   * Reads results.
   *
   * @param file what {@link #write} has written
   * @return the results
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if it holds something else
   */
  public static List<LagProbeResult> read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readString(file), new TypeReference<List<LagProbeResult>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file + " doesn't hold results of probes (" + e.getOriginalMessage() + "): delete it.", e);
    }
  }

  /**
   * Writes results. A reader finds the old file or the new one, never a part.
   *
   * @param results what to write
   * @param file where to
   * @throws IOException if it can't be written
   */
  public static void write(List<LagProbeResult> results, Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(temporary, JSON.writeValueAsString(results) + "\n");
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
