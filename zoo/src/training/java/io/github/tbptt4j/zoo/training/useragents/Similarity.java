package io.github.tbptt4j.zoo.training.useragents;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What near-duplicates among user agents have in common: they differ in numbers, versions, builds,
 * languages, case or punctuation only.
 */
final class Similarity {
  private static final Pattern BUILD = Pattern.compile("build/[\\w.\\-]+");
  private static final Pattern LANGUAGE =
      Pattern.compile("(?<=[;,( \\[])[a-z]{2}([-_][a-z]{2})?(?=[;,) \\]])");
  private static final Pattern NUMBER = Pattern.compile("\\d[\\d._]*");
  private static final Pattern REST = Pattern.compile("[^a-z0]+");

  private Similarity() {}

  /** {@return the same key for near-duplicates} */
  static String key(String userAgent) {
    String key = userAgent.toLowerCase(Locale.ROOT);
    key = BUILD.matcher(key).replaceAll("build");
    key = LANGUAGE.matcher(key).replaceAll("");
    key = NUMBER.matcher(key).replaceAll("0");
    return REST.matcher(key).replaceAll(" ").strip();
  }
}
