package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Data from Maven artifacts on the class path of the tests, verified before it is used. */
final class TrainingData {
  private TrainingData() {}

  /** {@return the content of the file, whose SHA-256 is that of the source} */
  static byte[] read(DataSource source) {
    return verified(source, resource(source));
  }

  private static byte[] resource(DataSource source) {
    ClassLoader loader = TrainingData.class.getClassLoader();
    try (InputStream in = loader.getResourceAsStream(source.file())) {
      if (in == null) {
        throw new IllegalStateException(
            "%s is not on the class path: it comes with %s, scope test."
                .formatted(source.file(), source.coordinates()));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] verified(DataSource source, byte[] bytes) {
    String actual = sha256(bytes);
    if (!actual.equals(source.sha256())) {
      throw new IllegalStateException(
          "%s has the SHA-256 %s instead of %s: it is not the file of %s. Delete that artifact from the local Maven repository, or look for another such file on the class path."
              .formatted(source.file(), actual, source.sha256(), source.coordinates()));
    }
    return bytes;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
