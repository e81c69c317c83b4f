package io.github.tbptt4j.tuning.report;

/** Text in HTML. */
final class Html {
  private Html() {}

  /** {@return the text with everything that means something in HTML written as an entity} */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  /** {@return an element around HTML} */
  static String element(String tag, String html) {
    return "<" + tag + ">" + html + "</" + tag + ">\n";
  }

  /** {@return an element with a class around HTML} */
  static String element(String tag, String cssClass, String html) {
    return "<" + tag + " class=\"" + cssClass + "\">" + html + "</" + tag + ">\n";
  }
}
