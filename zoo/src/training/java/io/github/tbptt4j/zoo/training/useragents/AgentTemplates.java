package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Writes user agents of devices and programs that everybody knows: names from {@link KnownDevices}
 * and {@link KnownAgents} in the forms that browsers, apps and robots give them.
 */
final class AgentTemplates {
  private static final String WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
  private static final String[] SYLLABLES =
      ("a be co da e fi go ha in jo ka lu me no or pi qu ra se ti um vo web x ya zen link data site"
              + " page search net media news scan rank seo feed meta open deep info shop cloud")
          .split(" ");
  private static final String[] ROBOTS =
      ("bot Bot bot Bot BOT -bot _bot crawler Crawler -crawler spider Spider Fetcher fetch Checker"
              + " Monitor Scanner scraper Validator Preview Reader Proxy Analyzer Archiver Agent"
              + " Robot search Indexer Audit")
          .split(" ");

  private final ByClass devices = new ByClass(KnownDevices.all());
  private final ByClass agents = new ByClass(KnownAgents.all());
  private final Random random;

  AgentTemplates(Random random) {
    this.random = random;
  }

  /** {@return a user agent and its class} */
  LabelledText next() {
    double kind = random.nextDouble();
    if (kind < 0.15) {
      return robot();
    }
    LabelledText known = (kind < 0.6 ? devices : agents).draw(random);
    String text = filled(known.text());
    return new LabelledText(
        known.label(), kind < 0.6 ? filled(android(text, known.label())) : text);
  }

  /** What browsers and apps on Android say. */
  private String android(String device, String label) {
    String system =
        oneOf(
            "4.4.2", "5.1.1", "6.0.1", "7.0", "7.1.2", "8.1.0", "9", "10", "11", "12", "13", "14",
            "15");
    boolean phone = label.equals("Phone") || label.equals("Watch") && random.nextBoolean();
    boolean mobile = random.nextDouble() < (phone ? 0.95 : label.equals("Tablet") ? 0.05 : 0.15);
    String linux = "Linux; Android " + system + "; " + device;
    String built = random.nextBoolean() ? linux : linux + " Build/" + build(random);
    String safari = (mobile ? " Mobile" : "") + " Safari/537.36";
    String chrome = WEBKIT + " Chrome/" + chrome() + safari;
    switch (random.nextInt(12)) {
      case 0:
        return "Dalvik/2.1.0 (Linux; U; Android %s; %s Build/%s)"
            .formatted(system, device, build(random));
      case 1:
        return "Mozilla/5.0 (%s; wv) %s Version/4.0 Chrome/%s%s"
            .formatted(built, WEBKIT, chrome(), safari);
      case 2:
        return "Mozilla/5.0 (%s) %s %s"
            .formatted(
                built,
                chrome,
                oneOf(
                    "OPR/#5.0.2254.63",
                    "EdgA/1##.0.0.0",
                    "YaBrowser/2#.1.0",
                    "DuckDuckGo/5",
                    "Instagram 1##.0.0.27 Android"));
      case 3:
        return "Mozilla/5.0 (%s) %s SamsungBrowser/%d.0 Chrome/%s%s"
            .formatted(linux, WEBKIT, 4 + random.nextInt(24), chrome(), safari);
      case 4:
        return "Mozilla/5.0 (Linux; U; Android %s; %s; %s Build/%s) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0%s Safari/534.30"
            .formatted(
                system,
                oneOf("en-us", "de-de", "fr-fr", "zh-cn", "es-es", "ru-ru"),
                device,
                build(random),
                mobile ? " Mobile" : "");
      case 5:
        return "Mozilla/5.0 (%s) %s [FB_IAB/FB4A;FBAV/3##.0.0.29;]".formatted(built, chrome);
      case 6:
        return "%s/%s (Linux; Android %s; %s)".formatted(name(), version(random), system, device);
      default:
        return "Mozilla/5.0 (%s) %s".formatted(built, chrome);
    }
  }

  private LabelledText robot() {
    String name = name() + oneOf(ROBOTS);
    String host =
        name().toLowerCase(Locale.ROOT) + oneOf(".com", ".io", ".org", ".net", ".de", ".ai");
    String page =
        oneOf("", "/", "/bot.html", "/bot", "/crawler", "/about/", "/robot.html", "/info");
    String about =
        oneOf("+http://", "+https://", "http://", "https://", "+http://www.", "; +https://www.")
            + host
            + page;
    String said = name + oneOf("/", "/", " ", "-v") + version(random);
    String mail = oneOf("info@", "crawler@", "admin@", "webmaster@") + host;
    boolean mobile = random.nextDouble() < 0.12;
    String text =
        mobile
            ? oneOf(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 1#_# like Mac OS X) AppleWebKit/605.1.15"
                        + " (KHTML, like Gecko) Version/1#.0 Mobile/15E148 Safari/604.1",
                    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) "
                        + WEBKIT
                        + " Chrome/"
                        + chrome()
                        + " Mobile Safari/537.36",
                    "Mozilla/5.0 (Linux; Android 10; K) "
                        + WEBKIT
                        + " Chrome/"
                        + chrome()
                        + " Mobile Safari/537.36")
                + " (compatible; "
                + said
                + "; "
                + about
                + ")"
            : oneOf(
                "Mozilla/5.0 (compatible; " + said + "; " + about + ")",
                "Mozilla/5.0 (compatible; " + said + ")",
                said + " (" + about + ")",
                said + " (" + about + "; " + mail + ")",
                said,
                name,
                said + " " + about,
                said + " (" + mail + ")",
                said + " (compatible; " + about + ")",
                "Mozilla/5.0 "
                    + WEBKIT
                    + "; compatible; "
                    + said
                    + "; "
                    + about
                    + ") Chrome/"
                    + chrome()
                    + " Safari/537.36",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
                    + WEBKIT
                    + " Chrome/"
                    + chrome()
                    + " Safari/537.36 (compatible; "
                    + said
                    + "; "
                    + about
                    + ")",
                "Mozilla/5.0 (X11; Linux x86_64) "
                    + WEBKIT
                    + " Chrome/"
                    + chrome()
                    + " Safari/537.36 "
                    + said,
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
                    + WEBKIT
                    + " Chrome/"
                    + chrome()
                    + " Safari/537.36 ("
                    + said
                    + "; "
                    + about
                    + ")",
                "Mozilla/5.0 (Windows; U; Windows NT 6.1; en-US; rv:1.9) Gecko/2008 Firefox/3.0 ("
                    + said
                    + " "
                    + about
                    + ")");
    return new LabelledText(mobile ? "Robot Mobile" : "Robot", filled(text));
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i >= 0; i--) {
      String syllable = oneOf(SYLLABLES);
      boolean capital = random.nextInt(3) == 0 || name.length() == 0;
      name.append(
          capital
              ? syllable.substring(0, 1).toUpperCase(Locale.ROOT) + syllable.substring(1)
              : syllable);
    }
    return name.toString();
  }

  private String oneOf(String... some) {
    return some[random.nextInt(some.length)];
  }

  private String chrome() {
    return 30 + random.nextInt(115) + (random.nextBoolean() ? ".0.0.0" : ".0." + tail(random));
  }

  /** {@return a name with a digit for each # and a capital for each @} */
  private String filled(String name) {
    StringBuilder filled = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '#') {
        filled.append(random.nextInt(10));
      } else if (c == '^') {
        filled.append((char) ('A' + random.nextInt(26)));
      } else if (name.startsWith("{chrome}", i)) {
        filled.append(chrome());
        i += "{chrome}".length() - 1;
      } else if (name.startsWith("{webkit}", i)) {
        filled.append(WEBKIT);
        i += "{webkit}".length() - 1;
      } else if (name.startsWith("{version}", i)) {
        filled.append(version(random));
        i += "{version}".length() - 1;
      } else if (c == '[') {
        int end = end(name, i);
        filled.append(filled(oneOf(choices(name.substring(i + 1, end)))));
        i = end;
      } else {
        filled.append(c);
      }
    }
    return filled.toString();
  }

  /** {@return where the bracket that opens here is closed} */
  private static int end(String name, int from) {
    int depth = 0;
    int i = from;
    do {
      depth += name.charAt(i) == '[' ? 1 : name.charAt(i) == ']' ? -1 : 0;
      i++;
    } while (depth > 0);
    return i - 1;
  }

  private static String[] choices(String text) {
    List<String> choices = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == '|' && depth == 0) {
        choices.add(text.substring(from, i));
        from = i + 1;
      }
    }
    choices.add(text.substring(from));
    return choices.toArray(String[]::new);
  }

  static String version(Random random) {
    StringBuilder version = new StringBuilder("" + random.nextInt(20));
    for (int i = random.nextInt(3); i > 0; i--) {
      version.append('.').append(random.nextInt(30));
    }
    return version.toString();
  }

  /** {@return the last two numbers of a browser's version} */
  static String tail(Random random) {
    return 1_000 + random.nextInt(6_000) + "." + random.nextInt(200);
  }

  static String build(Random random) {
    StringBuilder build = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      build.append((char) ('A' + random.nextInt(26)));
    }
    build.append(random.nextInt(100)).append((char) ('A' + random.nextInt(26)));
    return random.nextBoolean() ? build.toString() : build + "." + random.nextInt(100_000);
  }
}
