package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What LibreOffice says to its users, in more than a hundred languages, from the packages
 * libreoffice-l10n-* of Debian, unpacked into one folder.
 */
public final class OfficeStrings {
  /** Where it comes from. */
  public static final DataSource SOURCE =
      new DataSource(
          "LibreOffice's user interface",
          "Debian: libreoffice-l10n-* 4:7.4.7-1+deb12u14",
          "usr/lib/libreoffice/program/resource/*/LC_MESSAGES/*.mo",
          "4a8b25d65d0f7b18c6fcff6bf339cc48d651aeeb2a6c28235f801ce9d5ac6e62",
          "MPL-2.0",
          "trained on; the SHA-256 is of the strings of all languages, one a line");

  private static final Pattern NOT_TEXT =
      Pattern.compile("<[^>]*>|&[a-z]+;|%[A-Za-z_0-9$()]+%?|\\$[({][^)}]*[)}]|\\$\\w+");
  private static final Pattern MNEMONIC = Pattern.compile("[~_]");
  private static final Pattern TWO_LETTERS = Pattern.compile("\\p{L}\\p{M}*\\p{L}");
  private static final int SHORTEST = 4;

  private final Path folder;

  /**
   * The strings in a folder.
   *
   * @param folder that the packages were unpacked into
   */
  public OfficeStrings(Path folder) {
    this.folder = folder;
  }

  /** {@return the strings of a language that aren't English ones left as they are} */
  List<String> of(String language) throws IOException {
    Set<String> english = new HashSet<>();
    Set<String> strings = new LinkedHashSet<>();
    boolean isEnglish = language.equals("en");
    for (Path file : files(isEnglish ? "en_GB" : language.equals("zh") ? "zh_CN" : language)) {
      for (MessageCatalog.Message message : MessageCatalog.read(file)) {
        String original = plain(message.original());
        english.add(original.toLowerCase(Locale.ROOT));
        strings.add(isEnglish ? original : plain(message.translated()));
      }
    }
    List<String> texts = new ArrayList<>();
    for (String text : strings) {
      boolean translated = isEnglish || !english.contains(text.toLowerCase(Locale.ROOT));
      if (translated && text.length() >= SHORTEST && TWO_LETTERS.matcher(text).find()) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static String plain(String text) {
    String plain = NOT_TEXT.matcher(text).replaceAll(" ");
    return MNEMONIC.matcher(plain).replaceAll("").replaceAll("\\s+", " ").strip();
  }

  private List<Path> files(String name) throws IOException {
    Path messages = folder.resolve("usr/lib/libreoffice/program/resource/" + name + "/LC_MESSAGES");
    if (!Files.isDirectory(messages)) {
      throw new IOException(
          messages
              + " isn't there: download the packages libreoffice-l10n-* and unpack them into "
              + folder
              + ".");
    }
    try (Stream<Path> files = Files.list(messages)) {
      return files.filter(file -> file.toString().endsWith(".mo")).sorted().toList();
    }
  }

  /**
   * What tells these strings from others.
   *
   * @return the strings of all languages that are learned from, one a line
   * @throws IOException if some aren't there
   */
  public byte[] bytes() throws IOException {
    List<String> languages = new ArrayList<>(Languages.known());
    languages.addAll(Languages.FOREIGN_STRINGS);
    StringBuilder all = new StringBuilder();
    for (String language : languages) {
      of(language).forEach(text -> all.append(text).append('\n'));
    }
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }
}
