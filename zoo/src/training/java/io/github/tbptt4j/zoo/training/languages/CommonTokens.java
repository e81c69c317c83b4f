package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The 30,000 most common words of a language in the web's pages, and how often they occur, as Tika
 * counted them: in lower case, of at least three letters, without accents.
 */
public final class CommonTokens {
  /** Where it comes from. */
  public static final DataSource SOURCE =
      new DataSource(
          "Common tokens of Apache Tika",
          "org.apache.tika:tika-eval-core:2.4.1",
          "common_tokens/*",
          "9767d1105b0801facbaebba5ce107043de0437b216f2785ca5fc2babf4e0e0f5",
          "Apache-2.0",
          "trained on; the SHA-256 is of the artifact");

  private CommonTokens() {}

  /**
   * The words of a language.
   *
   * @param iso6393 code of three letters
   * @return how often each occurs
   */
  static Map<String, Double> of(String iso6393) throws IOException {
    String name = "common_tokens/" + iso6393;
    InputStream in = CommonTokens.class.getClassLoader().getResourceAsStream(name);
    if (in == null) {
      throw new IOException(
          name + " isn't on the class path: it comes with org.apache.tika:tika-eval-core:2.4.1.");
    }
    Map<String, Double> tokens = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split("\t"); // token, documents, times
        if (fields.length == 3 && fields[0].codePoints().allMatch(Character::isLetter)) {
          tokens.put(fields[0], Double.parseDouble(fields[2]));
        }
      }
    }
    return tokens;
  }
}
