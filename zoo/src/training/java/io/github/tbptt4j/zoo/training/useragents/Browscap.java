package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;

/**
 * The patterns by which the Browser Capabilities Project knows user agents: 446,000, with the
 * device that each stands for. Of a device with n patterns 2 sqrt(n) are taken.
 */
public final class Browscap {
  /** Where it comes from. */
  public static final DataSource SOURCE =
      new DataSource(
          "Browser Capabilities Project, version 6001008",
          "com.blueconic:browscap-java:1.5.1",
          "browscap-6001008.zip",
          "0b83842cdd667d345b46a8d918ca17580e1e711a6c2a1cb4a8cdf4f660c58736",
          "MIT",
          "patterns with a device type, made user agents by filling their gaps: to train on");

  private static final int PATTERN = 0;
  private static final int BROWSER_TYPE = 6;
  private static final int DEVICE_TYPE = 43;
  private static final int CODE_NAME = 45;
  private static final int COLUMNS = 47;
  private static final double PART = 2;
  private static final long SEED = 1; // of the choice among a device's patterns

  private Browscap() {}

  /**
   * Reads the patterns.
   *
   * @param zip the file
   * @return patterns with {@code *} and {@code ?}, and the class of each
   * @throws IOException if it can't be read
   */
  public static List<LabelledText> patterns(byte[] zip) throws IOException {
    Map<String, List<LabelledText>> byDevice = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      in.getNextEntry();
      BufferedReader lines = new BufferedReader(reader(in));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> row = row(line);
        if (row.size() >= COLUMNS) {
          label(row)
              .ifPresent(
                  label ->
                      byDevice
                          .computeIfAbsent(
                              label + "\t" + row.get(CODE_NAME), key -> new ArrayList<>())
                          .add(new LabelledText(label, row.get(PATTERN))));
        }
      }
    }
    Random random = new Random(SEED);
    List<LabelledText> some = new ArrayList<>();
    for (List<LabelledText> all : byDevice.values()) {
      boolean isRobot = all.get(0).label().startsWith("Robot");
      boolean isDesktop = all.get(0).label().equals("Desktop"); // a few devices, many browsers
      double part = isDesktop ? 8 * PART : PART;
      int count = isRobot ? all.size() : (int) Math.ceil(part * Math.sqrt(all.size()));
      for (int i = 0; i < Math.min(count, all.size()); i++) {
        int other = i + random.nextInt(all.size() - i);
        some.add(all.get(other));
        all.set(other, all.get(i));
      }
    }
    return some;
  }

  private static InputStreamReader reader(InputStream in) {
    return new InputStreamReader(in, StandardCharsets.UTF_8);
  }

  /** No field has a line break; one with commas is quoted. */
  private static List<String> row(String line) {
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length() && row.size() < COLUMNS; i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        row.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    return row;
  }

  private static Optional<String> label(List<String> row) {
    String pattern = row.get(PATTERN).toLowerCase(Locale.ROOT);
    String type = row.get(BROWSER_TYPE);
    String device = row.get(DEVICE_TYPE);
    String code = row.get(CODE_NAME).toLowerCase(Locale.ROOT);
    if (type.startsWith("Bot")) {
      boolean isMobile = device.startsWith("Mobile") || device.equals("Tablet");
      boolean isPreview = pattern.startsWith("snapchat"); // people's phones
      return isPreview ? Optional.empty() : Optional.of(isMobile ? "Robot Mobile" : "Robot");
    }
    if (type.equals("Tool") || type.equals("Offline Browser")) {
      return Optional.of("Robot");
    }
    switch (device) {
      case "Mobile Phone":
        return Optional.of("Phone");
      case "Tablet":
      case "Desktop":
        return Optional.of(device);
      case "Mobile Device":
        return code.startsWith("ipod")
            ? Optional.of("Phone")
            : code.startsWith("general") && !pattern.contains("iphone")
                ? Optional.of("Mobile")
                : code.startsWith("amazfit") ? Optional.of("Watch") : Optional.empty();
      case "Ebook Reader":
        return code.equals("kindle fire")
            ? Optional.of("Tablet")
            : pattern.contains("silk") ? Optional.empty() : Optional.of("eReader");
      case "Car Entertainment System":
        return Optional.of("Car");
      case "Console":
        return code.startsWith("aeo")
            ? Optional.of("Smart Display")
            : Optional.of(
                code.matches(".*(ds|dsi|vita|portable)")
                    ? "Handheld Game Console"
                    : "Game Console");
      case "TV Device":
        if (code.matches("ps\\d|wii.*|xbox.*")) {
          return Optional.of("Game Console");
        }
        return code.equals("tv") && pattern.contains("omi/")
            ? Optional.of("TV")
            : Optional.of(isBox(pattern + " " + code) ? "Set-top box" : "TV");
      default:
        return Optional.empty();
    }
  }

  /** What stands under a screen, is not one. */
  private static boolean isBox(String text) {
    return text.matches(
            ".*(box|aft[a-z]|crkey|chromecast|apple ?tv|roku|shield|nexus"
                + " player|googletv|dvd|dalvik|boxee|humax|dreambox|stick|android).*")
        && !text.matches(".*(bravia|viera|smart-?tv|xgimi|tpm|qm1|qv1|tv55|tf6).*");
  }

  /**
   * A user agent that a pattern stands for.
   *
   * @param pattern the pattern and its class
   * @param random fills the gaps
   * @return a text without {@code *} and {@code ?}
   */
  static String filled(LabelledText pattern, Random random) {
    String text = pattern.text();
    boolean isAndroid = text.contains("Android");
    boolean mobile =
        isAndroid && random.nextDouble() < (pattern.label().equals("Phone") ? 0.9 : 0.08);
    StringBuilder filled = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '?') {
        filled.append(one(text, i, random));
      } else if (c == '*') {
        filled.append(gap(text, i, mobile, random));
      } else {
        filled.append(c);
      }
    }
    return filled
        .toString()
        .replaceAll(" +", " ")
        .replaceAll("(?i)applewebkit", "AppleWebKit/537.36")
        .replaceAll("AppleWebKit/537.36/[\\d.]+", "AppleWebKit/537.36")
        .replaceAll("(?i)\\(khtml ?,? ?like gecko ?\\)", "(KHTML, like Gecko)")
        .replaceAll("\\([ ;]+", "(")
        .replaceAll("(; ?)+;", ";")
        .replaceAll("[ ;]+\\)", ")")
        .strip();
  }

  /** One character: the point of a version, or what is between words. */
  private static char one(String text, int i, Random random) {
    char before = i == 0 ? ' ' : text.charAt(i - 1);
    boolean isNumber = i + 1 < text.length() && Character.isDigit(text.charAt(i + 1));
    if (Character.isDigit(before) && isNumber) {
      return text.contains("Mac OS X") ? '_' : '.';
    }
    return isNumber && !Character.isLetter(before) ? (char) ('0' + random.nextInt(10)) : ' ';
  }

  /** Any characters: mostly the rest of a version, and what is between words. */
  private static String gap(String text, int i, boolean mobile, Random random) {
    char before = i == 0 ? '(' : text.charAt(i - 1);
    String behind = text.substring(i + 1);
    boolean inside = text.lastIndexOf('(', i) > text.lastIndexOf(')', i);
    boolean follows = !behind.isEmpty() && Character.isLetter(behind.charAt(0));
    String between = follows ? (inside ? "; " : " ") : "";
    if (behind.startsWith("Safari") && mobile) {
      between = " Mobile ";
    }
    if (before == '/') {
      boolean isBuild = text.startsWith("Build/", i - 6);
      return (isBuild ? AgentTemplates.build(random) : AgentTemplates.version(random)) + between;
    }
    if (before == '.') {
      return AgentTemplates.tail(random) + between;
    }
    if (Character.isDigit(before)) {
      return (inside || behind.isEmpty() ? "" : "." + AgentTemplates.tail(random)) + between;
    }
    boolean khtml = behind.matches("(?i)(khtml|like|gecko).*");
    return before == '(' ? "" : khtml ? " " : between;
  }
}
