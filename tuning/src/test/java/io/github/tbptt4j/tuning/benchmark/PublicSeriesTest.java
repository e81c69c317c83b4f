package io.github.tbptt4j.tuning.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.tbptt4j.tuning.benchmark.SeriesTable.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicSeriesTest {
  @TempDir Path folder;

  private static byte[] tar(String... pathsAndTexts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (int i = 0; i < pathsAndTexts.length; i += 2) {
        byte[] text = pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(pathsAndTexts[i]);
        entry.setSize(text.length);
        tar.putArchiveEntry(entry);
        tar.write(text);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** A vector as R saves it: of integers (type 13) or doubles (14). */
  private static byte[] vector(int type, int... values) throws IOException {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(object);
    out.writeBytes("X\n");
    for (int version : new int[] {3, 0x40202, 0x30500}) {
      out.writeInt(version);
    }
    out.writeInt("UTF-8".length());
    out.writeBytes("UTF-8");
    out.writeInt(0x300 | type);
    out.writeInt(values.length);
    for (int value : values) {
      if (type == 13) {
        out.writeInt(value);
      } else {
        out.writeDouble(value + .5);
      }
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    new DataOutputStream(compressed).writeInt(object.size());
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
      object.writeTo(deflater);
    }
    return compressed.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static List<String> values(SeriesTable table) {
    return table.rows().stream().map(Row::value).toList();
  }

  @Test
  void aFileIsFoundAmongOthersOfAnArchive() throws IOException {
    byte[] archive = tar("a/x.csv", "other", "a/y.csv", "wanted");
    assertArrayEquals(
        "wanted".getBytes(StandardCharsets.UTF_8),
        PackageArchive.entry(new ByteArrayInputStream(archive), "a/y.csv"));
    assertThrows(
        IOException.class,
        () -> PackageArchive.entry(new ByteArrayInputStream(archive), "a/z.csv"));
  }

  @Test
  void anArchiveOfOtherBytesIsRefused() throws IOException {
    Files.writeString(folder.resolve("vega-datasets-3.2.1.tgz"), "not what was published");
    IOException error = assertThrows(IOException.class, () -> PublicTable.RAIN.read(folder));
    assertEquals(
        folder.resolve("vega-datasets-3.2.1.tgz")
            + " has the SHA-256 28fe8f955382eb143d6bdedd2568d203576c38d992d1ed54f29400a02f8ed3cd"
            + ", expected 6f72fda460a9863fae5fcb32f85bcd49e1761fdea6dc6cf9f4962472881cc5a3: fetch"
            + " it again.",
        error.getMessage());
  }

  @Test
  void theVectorOfSomeLengthIsReadFromAPackageOfR() throws IOException {
    byte[] file = joined(vector(14, 7), vector(13, 1, -2, 3), vector(14, 4, 5));
    assertEquals(List.of("1", "-2", "3"), values(SeriesFormats.r(file, 3, i -> "" + i)));
    assertEquals(List.of("4.5", "5.5"), values(SeriesFormats.r(file, 2, i -> "" + i)));
    assertThrows(IOException.class, () -> SeriesFormats.r(file, 4, i -> "" + i));
  }

  @Test
  void everySeriesOfATableIsSplitByItself() throws IOException {
    SeriesTable table =
        new SeriesTable(
            List.of(
                new Row("a", "2020", "1"),
                new Row("b", "2020", ""),
                new Row("a", "2021", "3"),
                new Row("b", "2021", "4")));
    SeriesTable.Parts parts = table.split(.5);
    assertEquals(List.of("1", ""), values(parts.head()));
    assertEquals(
        "group,time,y\na,2021,3\nb,2021,4\n",
        Files.readString(parts.tail().write(folder.resolve("tail.csv"))));
  }

  @Test
  void scoresAreInTheUnitOfTheModels() throws IOException {
    ForecastScores scores =
        ForecastScores.parse(
            """
            {"metrics": {"mae": 2, "mase": 0.5},
             "baselines": {"seasonalNaive": {"mae": 4}, "ar": {"mae": 1}},
             "intervals": {"coverage": 0.97}}
            """);
    assertEquals("0.500 | 1.000 | 0.250 | - | 97.0 %", scores.cells());
    assertEquals(List.of("AR(p) is no worse", "coverage"), scores.shortOf());
  }
}
