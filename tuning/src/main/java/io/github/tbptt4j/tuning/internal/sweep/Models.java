package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.zoo.internal.file.SavedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/** DL4J's model files, whichever of the two kinds of networks they hold. */
public final class Models {
  private Models() {}

  static AtomicFiles.Content content(Model network) {
    return out -> ModelSerializer.writeModel(network, out, false);
  }

  /**
   * Reads a model.
   *
   * @param file DL4J's
   * @return a MultiLayerNetwork or ComputationGraph
   * @throws IllegalArgumentException if there is none, or it is damaged
   */
  public static Model read(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("There is no model " + file + ".");
    }
    try {
      return SavedNetwork.read(Files.readAllBytes(file));
    } catch (IOException | RuntimeException e) { // DL4J throws what it likes
      throw new IllegalArgumentException("Can't read the model " + file + ": " + e.getMessage(), e);
    }
  }
}
