package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What CKEditor's buttons and dialogs say, in 19 European languages and in others. */
public final class EditorStrings {
  /** Where it comes from. */
  public static final DataSource SOURCE =
      new DataSource(
          "CKEditor's user interface",
          "org.webjars:ckeditor:4.11.3",
          "META-INF/resources/webjars/ckeditor/4.11.3/full/lang/*.js",
          "980f69ec3f4ee6e96f1f41356d40a26d918c7808ff2f924b8b4e68e12b83b66d",
          "MPL-1.1 (one of three)",
          "measured only: out of domain; the SHA-256 is of the files one after the other");

  /** Languages that the identifier doesn't know, nor anything that it learned from. */
  public static final List<String> FOREIGN = List.of("az", "fo", "sq", "tt");

  private static final String FOLDER = "/META-INF/resources/webjars/ckeditor/4.11.3/full/lang/";
  private static final Pattern STRING = Pattern.compile("['\"]((?:[^'\"\\\\]|\\\\.)*)['\"]");
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})|\\\\(.)");
  private static final Pattern NOT_TEXT = Pattern.compile("<[^>]*>|&[a-z]+;|%\\d|\\{[^}]*\\}");
  private static final Pattern THREE_LETTERS = Pattern.compile("(?:\\p{L}\\p{M}*){3}");
  private static final int SHORTEST = 4;

  private final Map<String, TreeSet<String>> texts = new LinkedHashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private EditorStrings() {
    List<String> all = new ArrayList<>(Languages.known());
    all.addAll(FOREIGN);
    all.forEach(language -> read(language, language.equals("zh") ? "zh-cn" : language));
  }

  /** {@return the strings that are on the class path} */
  public static EditorStrings read() {
    return new EditorStrings();
  }

  private void read(String language, String name) {
    try (InputStream in = EditorStrings.class.getResourceAsStream(FOLDER + name + ".js")) {
      if (in == null) {
        return; // not every language is there
      }
      byte[] content = in.readAllBytes();
      bytes.write(content);
      TreeSet<String> strings = new TreeSet<>();
      Matcher string = STRING.matcher(new String(content, StandardCharsets.UTF_8));
      while (string.find()) {
        String text = plain(string.group(1));
        if (text.length() >= SHORTEST && THREE_LETTERS.matcher(text).find()) {
          strings.add(text);
        }
      }
      texts.put(language, strings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String plain(String quoted) {
    String text =
        ESCAPE
            .matcher(quoted)
            .replaceAll(
                escape ->
                    Matcher.quoteReplacement(
                        escape.group(1) == null
                            ? escape.group(2)
                            : "" + (char) Integer.parseInt(escape.group(1), 16)));
    return NOT_TEXT.matcher(text).replaceAll(" ").replaceAll("\\s+", " ").strip();
  }

  /** {@return the content of all files, one after the other} */
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /**
   * The strings of some languages that none of the other languages has, too.
   *
   * @param languages which
   * @param from fewest characters
   * @param to most characters
   * @return each distinct one
   */
  public List<LabelledText> labelled(List<String> languages, int from, int to) {
    Map<String, Integer> count = new TreeMap<>();
    texts.values().forEach(all -> all.forEach(text -> count.merge(text, 1, Integer::sum)));
    List<LabelledText> labelled = new ArrayList<>();
    for (String language : languages) {
      for (String text : texts.getOrDefault(language, new TreeSet<>())) {
        if (count.get(text) == 1 && text.length() >= from && text.length() <= to) {
          labelled.add(new LabelledText(language, text));
        }
      }
    }
    return labelled;
  }
}
