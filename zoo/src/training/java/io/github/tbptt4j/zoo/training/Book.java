package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.nio.charset.StandardCharsets;

/**
 * A book, split in the order of reading.
 *
 * @param training what the models are trained on
 * @param validation what every choice is made with
 * @param heldOut the last tenth, which is only measured with
 */
record Book(String training, String validation, String heldOut) {
  private static final double VALIDATION_FROM = 0.86;
  private static final double HELD_OUT_FROM = 0.90;
  private static final String ARTIFACT = "org.apache.crunch:crunch-test:0.15.0";
  private static final String PUBLIC_DOMAIN = "public domain";

  static final DataSource DICKENS =
      new DataSource(
          "Charles Dickens, The Old Curiosity Shop (1841)",
          ARTIFACT,
          "dickens.txt",
          "70b924ea4d22d24d8650660ddddd29fc5c07eafc5803a904e6d1184f50ac4ed7",
          PUBLIC_DOMAIN,
          "the first 86 % to train on, the next 4 % for validation, the last 10 % held out");

  static final DataSource MACBETH =
      new DataSource(
          "William Shakespeare, Macbeth (1623)",
          ARTIFACT,
          "shakes.txt",
          "1e78f8548c516390ebee9e864048a84314962730a0cbdb29d857f88a2f13553d",
          PUBLIC_DOMAIN,
          "measured only: out of domain");

  static Book theOldCuriosityShop() {
    return of(text(DICKENS));
  }

  /** {@return Macbeth, with the line ends of the book} */
  static String macbeth() {
    return text(MACBETH).replace("\r\n", "\n");
  }

  private static String text(DataSource source) {
    String text = new String(TrainingData.read(source), StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text; // the byte order mark
  }

  static Book of(String text) {
    int validation = (int) (VALIDATION_FROM * text.length());
    int heldOut = (int) (HELD_OUT_FROM * text.length());
    return new Book(
        text.substring(0, validation),
        text.substring(validation, heldOut),
        text.substring(heldOut));
  }
}
