package io.github.tbptt4j;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

/** Sequences that lie on a disk give what they give in memory. */
class SymbolFileTest {
  /** Characters of one to four bytes in UTF-8; the last is two of Java's. */
  private static final List<String> CHARACTERS =
      List.of("a", "b", "\n", "é", "ß", "€", "\uD83D\uDE00");

  @TempDir Path folder;

  private static String text(int length, List<String> characters) {
    Random random = new Random(length);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(characters.get(random.nextInt(characters.size())));
    }
    return text.toString();
  }

  private static String alphabet(String text) {
    return text.chars()
        .distinct()
        .sorted()
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private Path write(String text, Charset charset) throws IOException {
    return Files.writeString(folder.resolve("text"), text, charset);
  }

  private static void assertSame(SymbolSequenceIterator expected, SymbolSequenceIterator actual) {
    while (expected.hasNext()) {
      DataSet a = expected.next();
      DataSet b = actual.next();
      assertArrayEquals(a.getFeatures().shape(), b.getFeatures().shape());
      assertArrayEquals(a.getFeatures().data().asFloat(), b.getFeatures().data().asFloat());
      assertArrayEquals(a.getLabels().data().asFloat(), b.getLabels().data().asFloat());
    }
    assertFalse(actual.hasNext());
  }

  private static void assertSame(
      SymbolSequenceIterator.Builder expected,
      SymbolSequenceIterator.Builder actual,
      int streams,
      int steps) {
    SymbolSequenceIterator a = expected.streams(streams).timeSteps(steps).build();
    SymbolSequenceIterator b = actual.streams(streams).timeSteps(steps).build();
    assertSame(a, b);
    a.reset();
    b.reset();
    assertSame(a, b);
  }

  @Test
  void bytesAreTheSameAsInMemory() throws IOException {
    for (int length : new int[] {2, 37, 1000, 200_000}) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);
      Path file = Files.write(folder.resolve("bytes"), bytes);
      for (int streams : new int[] {1, 3, 32, 700}) {
        for (int steps : length > 1000 ? new int[] {33, 50_000} : new int[] {1, 7, 100}) {
          if (streams < length) {
            assertSame(
                SymbolSequenceIterator.builder(bytes),
                SymbolSequenceIterator.builder(file),
                streams,
                steps);
          }
        }
      }
    }
  }

  @Tag("slow")
  @Test
  void shortTextsAreTheSameAsInMemoryWhereverTheyAreCut() throws IOException {
    for (Charset charset : List.of(UTF_8, UTF_16, UTF_16LE, UTF_16BE)) {
      String text = text(36, CHARACTERS);
      Path file = write(text, charset);
      for (int streams = 1; streams < text.length(); streams++) {
        for (int steps : new int[] {1, 2, 7, 100}) {
          assertSame(
              SymbolSequenceIterator.builder(text, alphabet(text)),
              SymbolSequenceIterator.builder(file, charset, alphabet(text)),
              streams,
              steps);
        }
      }
    }
  }

  @Test
  void longTextsAreTheSameAsInMemory() throws IOException {
    for (Charset charset : List.of(UTF_8, UTF_16LE, ISO_8859_1, Charset.forName("windows-1251"))) {
      List<String> characters =
          charset.name().startsWith("UTF")
              ? CHARACTERS
              : charset == ISO_8859_1 ? List.of("a", "\n", "é") : List.of("a", "ж", "щ");
      String text = text(300_000, characters);
      Path file = write(text, charset);
      for (int streams : new int[] {1, 31, 2000}) {
        assertSame(
            SymbolSequenceIterator.builder(text, alphabet(text)),
            SymbolSequenceIterator.builder(file, charset, alphabet(text)),
            streams,
            997);
      }
    }
  }

  @Test
  void theAlphabetOfAFileIsItsCharactersSorted() throws IOException {
    String text = text(100_000, CHARACTERS);
    for (Charset charset : List.of(UTF_8, UTF_16)) {
      assertEquals(
          "\nabßé€\uD83D\uDE00", SymbolSequenceIterator.alphabet(write(text, charset), charset));
    }
    assertEquals("", SymbolSequenceIterator.alphabet(write("", UTF_8), UTF_8));
    Path file = Files.write(folder.resolve("text"), new byte[] {'\n', (byte) 0xFF});
    assertMessage(
        "the bytes at 1 (line 2)",
        IllegalArgumentException.class,
        () -> SymbolSequenceIterator.alphabet(file, UTF_8));
  }

  @Test
  void aMarkOfTheByteOrderIsReadAsJavaReadsIt() throws IOException {
    byte[] littleEndian = {(byte) 0xFF, (byte) 0xFE, 'a', 0, 'b', 0, 'a', 0};
    Path file = Files.write(folder.resolve("marked"), littleEndian);
    assertSame(
        SymbolSequenceIterator.builder("aba", "ab"),
        SymbolSequenceIterator.builder(file, UTF_16, "ab"),
        1,
        5);
    Path marked = write("\uFEFFab", UTF_8);
    assertMessage(
        "' (U+FEFF) at 0 (line 1) of " + marked,
        IllegalArgumentException.class,
        () -> SymbolSequenceIterator.builder(marked, UTF_8, "ab"));
    assertSame(
        SymbolSequenceIterator.builder("\uFEFFab", "ab\uFEFF"),
        SymbolSequenceIterator.builder(marked, UTF_8, "ab\uFEFF"),
        1,
        5);
  }

  @Test
  void skippingComesWhereReadingComes() throws IOException {
    String text = text(150_000, CHARACTERS);
    Path file = write(text, UTF_8);
    for (int steps : new int[] {3, 1000}) {
      SymbolSequenceIterator read =
          SymbolSequenceIterator.builder(text, alphabet(text)).streams(4).timeSteps(steps).build();
      SymbolSequenceIterator skipping =
          SymbolSequenceIterator.builder(file, UTF_8, alphabet(text))
              .streams(4)
              .timeSteps(steps)
              .build();
      Random random = new Random(3);
      while (read.hasNext()) {
        int skipped = random.nextInt(random.nextBoolean() ? 3 : 40_000 / steps);
        int there = 0;
        while (there < skipped && read.hasNext()) {
          read.next();
          there++;
        }
        assertEquals(there, skipping.skip(skipped));
        assertEquals(read.hasNext(), skipping.hasNext());
        if (read.hasNext()) {
          DataSet expected = read.next();
          DataSet actual = skipping.next();
          assertEquals(expected.getFeatures(), actual.getFeatures());
          assertEquals(expected.getLabels(), actual.getLabels());
        }
      }
      assertEquals(0, skipping.skip(Long.MAX_VALUE));
      skipping.reset();
      read.reset();
      assertEquals((37_499 + steps) / steps, skipping.skip(Long.MAX_VALUE), 1);
      skipping.reset();
      assertEquals(read.next(), skipping.next());
      assertMessage("minibatches (-1)", IllegalArgumentException.class, () -> skipping.skip(-1));
      skipping.close();
    }
  }

  @Test
  void aSerialisedIteratorGoesOnWhereItWas() throws IOException, ClassNotFoundException {
    String text = text(1000, CHARACTERS);
    SymbolSequenceIterator iterator =
        SymbolSequenceIterator.builder(write(text, UTF_8), UTF_8, alphabet(text))
            .streams(3)
            .timeSteps(10)
            .build();
    iterator.next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(iterator);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertSame(iterator, (SymbolSequenceIterator) in.readObject());
    }
  }

  private static void assertMessage(
      String part, Class<? extends Exception> type, Executable action) {
    String message = assertThrows(type, action).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void badTextIsNamedBeforeAnythingIsTrained() throws IOException {
    Path file = write("ab\nac\n", UTF_8);
    assertMessage(
        "Character 'c' (U+0063) at 4 (line 2) of "
            + file
            + " isn't in the alphabet of 3 characters: add it, or replace it in the text.",
        IllegalArgumentException.class,
        () -> SymbolSequenceIterator.builder(file, UTF_8, "ab\n"));
    String text = text(200_000, List.of("a", "b", "\n")) + "\uD83D\uDE00";
    write(text, UTF_8);
    assertMessage(
        "Half a character (U+D83D) at 200000 (line "
            + (text.chars().filter(c -> c == '\n').count() + 1),
        IllegalArgumentException.class,
        () -> SymbolSequenceIterator.builder(file, UTF_8, "ab\n"));
    for (byte[] bad :
        new byte[][] {
          {'a', '\n', (byte) 0xC3, 'a'},
          {'a', '\n', (byte) 0xFF},
          {'a', '\n', (byte) 0xE2, (byte) 0x82}
        }) {
      Files.write(file, bad);
      assertMessage(
          file + " isn't UTF-8: the bytes at 2 (line 2) are no character.",
          IllegalArgumentException.class,
          () -> SymbolSequenceIterator.builder(file, UTF_8, "a\n"));
    }
    Files.write(file, new byte[] {'a', 0, 'a'});
    assertMessage(
        "isn't UTF-16LE: the bytes at 2 (line 1)",
        IllegalArgumentException.class,
        () -> SymbolSequenceIterator.builder(file, UTF_16LE, "a"));
  }

  @Test
  void filesThatCannotBeReadInPartsAreNamed() throws IOException {
    Path empty = write("", UTF_8);
    for (SymbolSequenceIterator.Builder builder :
        List.of(
            SymbolSequenceIterator.builder(empty),
            SymbolSequenceIterator.builder(empty, UTF_8, "a"),
            SymbolSequenceIterator.builder(empty, UTF_16, "a"))) {
      assertMessage(
          empty + " has 0 symbols, too few for 2 streams: it takes at least 3, or fewer streams.",
          IllegalArgumentException.class,
          () -> builder.streams(2).build());
    }
    Path missing = folder.resolve("missing");
    assertMessage(
        missing.toString(),
        NoSuchFileException.class,
        () -> SymbolSequenceIterator.builder(missing));
    assertMessage(
        folder + " isn't a regular file",
        IOException.class,
        () -> SymbolSequenceIterator.builder(folder));
    for (String charset : List.of("ISO-2022-JP", "UTF-32", "GB18030", "Shift_JIS")) {
      assertMessage(
          "Text in " + charset + " can't be read from several places at once: convert",
          IllegalArgumentException.class,
          () -> SymbolSequenceIterator.builder(empty, Charset.forName(charset), "a"));
    }
    for (Executable nothing :
        List.<Executable>of(
            () -> SymbolSequenceIterator.builder((Path) null),
            () -> SymbolSequenceIterator.builder(empty, null, "a"),
            () -> SymbolSequenceIterator.builder(empty, UTF_8, null))) {
      assertMessage("must not be null.", NullPointerException.class, nothing);
    }
    assertMessage(
        "size (0)",
        IllegalArgumentException.class,
        () -> SymbolSequenceIterator.builder(empty, UTF_8, ""));
  }

  @Test
  void aFileThatChangesWhileItIsReadIsSaid() throws IOException {
    String text = text(2_000_001, List.of("a", "b"));
    Path file = write(text, UTF_8);
    SymbolSequenceIterator.Builder builder = SymbolSequenceIterator.builder(file, UTF_8, "ab");
    SymbolSequenceIterator iterator = builder.streams(2).timeSteps(1000).build();
    DataSet first = iterator.next();

    Files.writeString(file, "a", StandardOpenOption.APPEND);
    assertMessage(
        file
            + " has changed since the iterator was built: it had 2000001 bytes and has 2000002."
            + " Leave it as it is while it is read, or build another iterator.",
        IllegalStateException.class,
        () -> readAll(iterator));
    assertMessage("it had 2000001 bytes", IllegalStateException.class, iterator::next); // still so

    write("a".repeat(10), UTF_8);
    assertMessage("and has 10.", IllegalStateException.class, iterator::next);
    write("a".repeat(2_000_000) + "x", UTF_8);
    assertMessage("isn't in the alphabet", IllegalStateException.class, () -> readAll(iterator));
    iterator.reset();
    write("a".repeat(1_999_999) + "é", UTF_8);
    assertMessage("isn't in the alphabet", IllegalStateException.class, () -> readAll(iterator));
    iterator.reset();
    Files.write(file, ("a".repeat(2_000_000) + "é").getBytes(ISO_8859_1));
    assertMessage(
        "the bytes at 2000000 were characters",
        IllegalStateException.class,
        () -> readAll(iterator));

    Files.delete(file);
    iterator.reset();
    UncheckedIOException e = assertThrows(UncheckedIOException.class, iterator::next);
    assertTrue(e.getMessage().startsWith("Opening " + file + " failed: "), e.getMessage());
    write(text, UTF_8);
    assertEquals(first, iterator.next());
    iterator.close();
  }

  private static void readAll(SymbolSequenceIterator iterator) {
    while (iterator.hasNext()) {
      iterator.next();
    }
  }

  /** The threads that read a file now. */
  private static List<Thread> readers(Path file) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("tbptt4j reads " + file))
        .toList();
  }

  @Test
  void oneThreadReadsAheadAndEndsWithTheDataOrWhenItIsTold() throws Exception {
    Path file = Files.write(folder.resolve("large"), new byte[3_000_000]);
    SymbolSequenceIterator iterator = SymbolSequenceIterator.builder(file).streams(3).build();
    assertEquals(List.of(), readers(file));
    iterator.next();
    assertEquals(1, readers(file).size());
    Thread thread = readers(file).get(0);
    assertTrue(thread.isDaemon());
    iterator.reset();
    assertEquals(List.of(), readers(file));
    iterator.next();
    assertNotSame(thread, readers(file).get(0));
    iterator.close();
    assertEquals(List.of(), readers(file));
    iterator.close();
    iterator.next();
    Thread last = readers(file).get(0);
    readAll(iterator);
    last.join();
    assertEquals(List.of(), readers(file));
  }

  @Test
  void aDroppedIteratorLeavesNoThread() throws Exception {
    Path file = Files.write(folder.resolve("dropped"), new byte[3_000_000]);
    SymbolSequenceIterator.builder(file).streams(3).build().next();
    Thread thread = readers(file).get(0);
    for (int i = 0; i < 100 && thread.isAlive(); i++) {
      System.gc();
      thread.join(100);
    }
    assertFalse(thread.isAlive());
  }
}
