package io.github.tbptt4j.tuning;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/** DL4J's model files, whichever of the two kinds of networks they hold. */
final class Models {
  private Models() {}

  static AtomicFiles.Content content(Model network) {
    return out -> ModelSerializer.writeModel(network, out, false);
  }

  static Model read(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("There is no model " + file + ".");
    }
    try {
      return isGraph(file)
          ? ModelSerializer.restoreComputationGraph(file.toFile(), false)
          : ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("Can't read the model " + file + ": " + e, e);
    }
  }

  private static boolean isGraph(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry configuration = zip.getEntry(ModelSerializer.CONFIGURATION_JSON);
      if (configuration == null) {
        throw new IOException("It has no " + ModelSerializer.CONFIGURATION_JSON + ".");
      }
      try (InputStream in = zip.getInputStream(configuration)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("\"vertices\"");
      }
    }
  }
}
