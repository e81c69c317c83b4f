package io.github.tbptt4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A text, split in the order of reading: the first 90 % to train on, the last 10 % held out.
 *
 * @param vocabulary the symbols, counted in the training part only
 * @param training symbols to train on
 * @param heldOut symbols the network never trains on
 */
record Book(Vocabulary vocabulary, int[] training, int[] heldOut) {
  private static final double TRAINING_PART = 0.9;
  private static final int RARE = 25;

  private static final String RESOURCE = "dickens.txt";
  private static final String ARTIFACT = "org.apache.crunch:crunch-test:0.15.0";
  private static final String SHA_256 =
      "70b924ea4d22d24d8650660ddddd29fc5c07eafc5803a904e6d1184f50ac4ed7";

  /** {@return Charles Dickens, The Old Curiosity Shop (1841), as it comes with crunch-test} */
  static Book theOldCuriosityShop() {
    String text = new String(verified(bytes(RESOURCE)), StandardCharsets.UTF_8);
    return of(withoutByteOrderMark(text), RARE);
  }

  /**
   * Splits a text.
   *
   * @param text all of it
   * @param rare characters that training shows less often than this are one unknown symbol
   */
  static Book of(String text, int rare) {
    int split = (int) (TRAINING_PART * text.length());
    String training = text.substring(0, split);
    Vocabulary vocabulary = Vocabulary.of(training, rare);
    return new Book(
        vocabulary, vocabulary.encode(training), vocabulary.encode(text.substring(split)));
  }

  /**
   * {@return the training part alone, its last tenth held out: to choose settings by, so that the
   * book's own held-out part is measured once}
   */
  Book forChoosing() {
    int split = (int) (TRAINING_PART * training.length);
    return new Book(
        vocabulary,
        Arrays.copyOf(training, split),
        Arrays.copyOfRange(training, split, training.length));
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Book.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            resource + " is not on the class path: it comes with " + ARTIFACT + ", scope test.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] verified(byte[] bytes) {
    String actual = sha256(bytes);
    if (!actual.equals(SHA_256)) {
      throw new IllegalStateException(
          "%s has the SHA-256 %s instead of %s: it is not the file of %s. Delete that artifact from the local Maven repository and build again, or look for another %s on the class path."
              .formatted(RESOURCE, actual, SHA_256, ARTIFACT, RESOURCE));
    }
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256.", e);
    }
  }

  private static String withoutByteOrderMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
