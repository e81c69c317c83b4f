package io.github.tbptt4j.tuning.probe;

import io.github.tbptt4j.zoo.internal.file.SavedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;
import org.nd4j.shade.jackson.databind.json.JsonMapper;

/** Results of probes in a file, as JSON. */
public final class LagProbeResults {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

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
    byte[] bytes = Files.readAllBytes(file);
    try {
      List<LagProbeResult> results =
          JSON.readValue(SavedNetwork.json(bytes), new TypeReference<List<LagProbeResult>>() {});
      if (results == null || results.contains(null)) {
        throw new IOException("one is missing");
      }
      return results;
    } catch (IOException e) { // of the content: the file has been read
      String reason =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw new IllegalArgumentException(
          file + " doesn't hold results of probes (" + reason + "): delete it.", e);
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
