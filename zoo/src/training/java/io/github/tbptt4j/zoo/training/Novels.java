package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** More prose of the time than one book has, for training alone. */
final class Novels {
  static final DataSource AUSTEN =
      new DataSource(
          "Jane Austen, her six novels (1811-1817)",
          "Debian package r-cran-janeaustenr 1.0.0-1",
          "usr/lib/R/site-library/janeaustenr/data/Rdata.rdb",
          "8fb5198960d0da724b1562f96e4221e5c1b41ff455000280b02c55980c3d8f21",
          "public domain (the package: MIT)",
          "trained on");

  private Novels() {}

  /**
   * The novels in a folder.
   *
   * @param folder that the package was unpacked into
   * @return one after the other
   * @throws IOException if they aren't there
   */
  static String austen(Path folder) throws IOException {
    Path file = folder.resolve(AUSTEN.file());
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "%s isn't there: \"apt-get download r-cran-janeaustenr\", \"dpkg-deb -x\" it into a folder, and give that as -Dnovels=FOLDER."
              .formatted(file));
    }
    List<String> texts = RTexts.read(TrainingData.verified(AUSTEN, Files.readAllBytes(file)));
    return String.join("", texts);
  }
}
