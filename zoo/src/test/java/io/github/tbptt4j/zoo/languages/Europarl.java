package io.github.tbptt4j.zoo.languages;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The proceedings of the European Parliament that Lucene tests with, labelled by stop words and
 * split by the day of the session: what was said on one day is on one side.
 *
 * @param training what the network learns from
 * @param validation what choices are made by
 * @param heldOut what scores are reported of, looked at once
 */
record Europarl(List<Document> training, List<Document> validation, List<Document> heldOut) {
  /** There are too few clear Slovak documents; they only keep Czech clean. */
  private static final String LEFT_OUT = "sk";

  static Europarl of(byte[] gzip) throws IOException {
    StopWordVote vote = StopWordVote.withLucenesLists();
    Europarl split = new Europarl(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(gzip)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split("\t", 3); // title, date, text
        Optional<String> language = vote.languageOf(fields[2]);
        if (language.isPresent() && !language.get().equals(LEFT_OUT)) {
          split.part(fields[1]).add(new Document(language.get(), fields[2].strip()));
        }
      }
    }
    return split;
  }

  private List<Document> part(String date) {
    return switch (Math.floorMod(date.hashCode() * 0x9E3779B9 >>> 8, 10)) {
      case 0 -> heldOut;
      case 1 -> validation;
      default -> training;
    };
  }
}
