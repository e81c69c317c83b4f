package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Examples from files: a label, a tab and a text on each line. Of a text so much is kept as a model
 * reads, and no more labels than one can have: the memory is bounded by what is trained on.
 */
final class LabelledLines {
  private static final int KEPT =
      4_000; // characters of a text: 1,000 are read, with room for noise
  private static final int MOST_LABELS = 10_000;
  private static final int NAMED = 3;
  private static final long BYTES_OF_AN_EXAMPLE = 120; // beside two a character
  private static final double SHARE = 0.25; // of Java's memory

  private final List<LabelledText> texts = new ArrayList<>();
  private final List<DataSource> sources = new ArrayList<>();
  private final Map<String, String> labels = new LinkedHashMap<>(); // each one once in memory
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, String> places = new TreeMap<>(); // of each label's first text
  private final List<String> empty = new ArrayList<>(); // where the first few are
  private long empties;
  private long bytes;

  private LabelledLines() {}

  static LabelledLines read(List<Path> files) throws IOException {
    LabelledLines all = new LabelledLines();
    for (Path file : files) {
      all.read(file);
    }
    return all;
  }

  private void read(Path file) throws IOException {
    String name = file.equals(Path.of("-")) ? "standard input" : file.toString();
    MessageDigest digest = sha256();
    try (InputStream in =
            new DigestInputStream(
                file.equals(Path.of("-"))
                    ? System.in
                    : new BufferedInputStream(Files.newInputStream(file)),
                digest);
        TextLines lines = new TextLines(name, name.endsWith(".gz") ? gunzip(in, name) : in)) {
      for (TextLines.Line line = lines.next(); line != null; line = lines.next()) {
        add(name + ", line " + line.number(), line.text());
      }
      in.transferTo(java.io.OutputStream.nullOutputStream()); // what follows gzip's end
    }
    String sha = HexFormat.of().formatHex(digest.digest());
    String shown = file.equals(Path.of("-")) ? name : file.getFileName().toString();
    sources.add(new DataSource(shown, "", shown, sha, "", ""));
  }

  private static InputStream gunzip(InputStream in, String name) throws IOException {
    try {
      return new GZIPInputStream(in);
    } catch (IOException e) {
      throw new IOException(
          name + " ends in .gz but isn't packed by gzip (" + e.getMessage() + "): rename it.", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  private void add(String place, String line) {
    if (line.isEmpty()) {
      return; // as at the end of many files
    }
    int tab = line.indexOf('\t');
    if (tab < 0) {
      throw new IllegalArgumentException(
          place + " has no tab: each line is a label, a tab and a text.");
    }
    String label = line.substring(0, tab).strip();
    if (label.isEmpty()) {
      throw new IllegalArgumentException(
          place + " has no label before its tab: each line is a label, a tab and a text.");
    }
    String text = line.substring(tab + 1, Math.min(line.length(), tab + 1 + KEPT));
    if (text.isBlank()) {
      empties++;
      if (empty.size() < NAMED) {
        empty.add(place);
      }
      return;
    }
    labels.putIfAbsent(label, label);
    if (labels.size() > MOST_LABELS) {
      throw new IllegalArgumentException(
          "%s has label number %,d, %s: a model has at most %,d. What is before the tab is the label; is it the text here?"
              .formatted(place, labels.size(), shown(label), MOST_LABELS));
    }
    bytes += BYTES_OF_AN_EXAMPLE + 2L * text.length();
    long most = (long) (SHARE * Runtime.getRuntime().maxMemory());
    if (bytes > most) {
      throw new IllegalArgumentException(
          "%s: until here the texts take a quarter of Java's memory (%,d MiB), the training needs the rest: give Java more with -Xmx, or fewer texts."
              .formatted(place, most >> 20));
    }
    texts.add(new LabelledText(labels.get(label), text));
    counts.merge(label, 1, Integer::sum);
    places.putIfAbsent(label, place);
  }

  private static String shown(String label) {
    String beginning = label.substring(0, Math.min(40, label.length()));
    return "\""
        + LabelWriter.escape(beginning)
        + (beginning.length() < label.length() ? ".." : "")
        + "\"";
  }

  List<LabelledText> texts() {
    return texts;
  }

  List<DataSource> sources() {
    return sources;
  }

  /** {@return what a person may not have meant, by line} */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (empties > 0) {
      notes.add(
          "%,d empty %s left out: %s%s."
              .formatted(
                  empties,
                  empties == 1 ? "text is" : "texts are",
                  String.join("; ", empty),
                  empties > empty.size() ? "; .." : ""));
    }
    List<String> single =
        counts.entrySet().stream()
            .filter(count -> count.getValue() == 1)
            .map(count -> shown(count.getKey()) + " (" + places.get(count.getKey()) + ")")
            .toList();
    if (!single.isEmpty()) {
      notes.add(
          "%,d %s a single text, which can't be measured with: %s%s."
              .formatted(
                  single.size(),
                  single.size() == 1 ? "label has" : "labels have",
                  String.join("; ", single.subList(0, Math.min(NAMED, single.size()))),
                  single.size() > NAMED ? "; .." : ""));
    }
    return notes;
  }
}
