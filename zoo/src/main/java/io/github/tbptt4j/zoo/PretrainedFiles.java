package io.github.tbptt4j.zoo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.function.Function;

/** The files of the pretrained models inside the jar: a directory for each. */
final class PretrainedFiles {
  private static final String CARD = "card.json";

  private PretrainedFiles() {}

  static ModelCard card(String model) {
    try {
      return ModelCard.fromJson(bytes(model, CARD));
    } catch (IOException e) {
      throw new UncheckedIOException("The card of " + model + " can't be read.", e);
    }
  }

  /** {@return the model in the jar, its checksum verified before anything is parsed} */
  static ModelFile read(String model) {
    try {
      CardIdentity card = CardIdentity.of(bytes(model, CARD));
      byte[] bytes = bytes(model, card.file());
      String actual = Sha256.of(bytes);
      if (!actual.equals(card.sha256())) {
        throw new IOException(
            "%s has the SHA-256 %s instead of %s: the jar is damaged. Get it again."
                .formatted(url(model, card.file()), actual, card.sha256()));
      }
      ModelFile file = ModelFile.read(bytes, model, card.file(), Function.identity());
      List<String> wrong = SavedCard.misfits(card, file, bytes);
      if (!wrong.isEmpty()) {
        throw new IOException(
            "The card of %s isn't that of its weights: %s."
                .formatted(model, String.join(", ", wrong)));
      }
      return file.withCard(() -> card(model));
    } catch (IOException e) {
      throw new UncheckedIOException("The weights of " + model + " can't be read.", e);
    }
  }

  static byte[] bytes(String model, String file) throws IOException {
    try (InputStream in = url(model, file).openStream()) {
      return in.readAllBytes();
    }
  }

  static URL url(String model, String file) throws FileNotFoundException {
    URL url = PretrainedFiles.class.getResource(model + "/" + file);
    if (url == null) {
      throw new FileNotFoundException(
          model + "/" + file + " is missing beside " + PretrainedFiles.class.getName() + ".");
    }
    return url;
  }
}
