package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.tuning.internal.forecast.Fitted;
import io.github.tbptt4j.tuning.internal.forecast.Frame;
import io.github.tbptt4j.tuning.internal.forecast.ModelFile;
import io.github.tbptt4j.tuning.internal.forecast.Rows;
import io.github.tbptt4j.tuning.internal.forecast.SeriesState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * Where a forecast stands at a table's end: with it, the rows of tomorrow alone give the numbers
 * that all rows together would.
 */
public final class ForecastState {
  private final String model;
  private final Map<String, SeriesState> series;

  ForecastState(String model, Map<String, SeriesState> series) {
    this.model = model;
    this.series = series;
  }

  /** As it is in a file. */
  private record Content(String model, Map<String, SeriesState> series) {}

  /**
   * Reads a state.
   *
   * @param file what {@link #save} has written
   * @return the state
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if it is damaged
   */
  public static ForecastState load(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          file + " is a folder: give a file that predict --state-out wrote.");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      Content content = ModelFile.fromJson(bytes, Content.class);
      return new ForecastState(content.model, content.series);
    } catch (IOException e) { // of the content: the file has been read
      String reason =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw new IllegalArgumentException(file + " is no forecast's state: " + reason, e);
    }
  }

  /**
   * Writes the state; a reader finds the old file or the new one, never a part.
   *
   * @param file where to
   * @throws IOException if it can't be written
   */
  public void save(Path file) throws IOException {
    AtomicFiles.write(
        file, new String(ModelFile.json(new Content(model, series)), StandardCharsets.UTF_8));
  }

  Map<String, SeriesState> series() {
    return series;
  }

  /** Sees that the state is of this model, and lies before a table's rows. */
  void require(Fitted fitted, Frame frame) {
    if (!model.equals(fitted.id())) {
      throw new IllegalArgumentException(
          "The state is of another model: use the one that it was made with.");
    }
    series.values().forEach(state -> state.requireFits(fitted.encoder()));
    for (Rows rows : frame.series()) {
      SeriesState state = series.get(rows.name());
      boolean overlaps =
          state != null
              && state.time() != null
              && rows.times() != null
              && rows.length() > 0
              && rows.times()[0] <= state.time();
      if (overlaps) {
        throw new IllegalArgumentException(
            "The table%s begins before the state ends: give the new rows alone."
                .formatted(rows.name().isEmpty() ? "" : " (" + rows.name() + ")"));
      }
    }
  }
}
