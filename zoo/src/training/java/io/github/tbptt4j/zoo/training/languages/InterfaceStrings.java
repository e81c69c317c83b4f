package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What Keycloak's pages and mails say to their users, in 16 of the languages: texts of another kind
 * than the training's, labelled by those who translated them.
 */
public final class InterfaceStrings {
  /** Where it comes from. */
  public static final DataSource SOURCE =
      new DataSource(
          "Keycloak's user interface",
          "org.keycloak:keycloak-themes:24.0.5",
          "theme/base/{account,admin,email,login}/messages/messages_*.properties",
          "1d52081ea99fe9ae882c9697b23f44fcd560f7335464c11a8f30e06e4169f9c0",
          "Apache-2.0",
          "measured only: out of domain; the SHA-256 is of the files one after the other");

  private static final int SHORTEST = 20;
  private static final List<String> BUNDLES = List.of("account", "admin", "email", "login");
  private static final String ENGLISH = "en";

  /** The languages and Keycloak's names of them. */
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    for (String language : "cs da de el en es fi fr hu it lt lv nl pl".split(" ")) {
      NAMES.put(language, language);
    }
    NAMES.put("pt", "pt_BR");
    NAMES.put("sv", "sv");
  }

  private static final Pattern NOT_TEXT =
      Pattern.compile("<[^>]*>|&[a-z]+;|\\$?\\{[^}]*\\}|https?:\\S*");

  private final Map<String, Properties> texts = new LinkedHashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private InterfaceStrings() {
    NAMES.forEach((language, name) -> texts.put(language, read(name)));
  }

  /** {@return the strings that are on the class path} */
  public static InterfaceStrings read() {
    return new InterfaceStrings();
  }

  private Properties read(String name) {
    Properties properties = new Properties();
    for (String bundle : BUNDLES) {
      String file = "/theme/base/" + bundle + "/messages/messages_" + name + ".properties";
      try (InputStream in = InterfaceStrings.class.getResourceAsStream(file)) {
        if (in != null) {
          byte[] content = in.readAllBytes();
          bytes.write(content);
          Properties part = new Properties();
          part.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
          part.forEach((key, value) -> properties.put(bundle + "." + key, value));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return properties;
  }

  /** {@return the content of all files, one after the other} */
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /** {@return each distinct translated text of at least 20 characters, without markup} */
  public List<LabelledText> labelled() {
    List<LabelledText> labelled = new ArrayList<>();
    Properties english = texts.get(ENGLISH);
    texts.forEach(
        (language, strings) -> {
          TreeSet<String> distinct = new TreeSet<>();
          strings.forEach(
              (key, value) -> {
                boolean translated = language.equals(ENGLISH) || !value.equals(english.get(key));
                String text = plain((String) value);
                if (translated && text.length() >= SHORTEST) {
                  distinct.add(text);
                }
              });
          distinct.forEach(text -> labelled.add(new LabelledText(language, text)));
        });
    return labelled;
  }

  private static String plain(String value) {
    return NOT_TEXT
        .matcher(value)
        .replaceAll(" ")
        .replace("''", "'")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
