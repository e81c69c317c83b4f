package io.github.tbptt4j.zoo;

import java.io.IOException;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * Whose card a card is.
 *
 * @param name the kind of model
 * @param file of its weights in the jar
 * @param bytes their size
 * @param sha256 theirs
 * @param parameters how many
 */
record CardIdentity(String name, String file, long bytes, String sha256, long parameters) {
  private static final JsonFactory JSON = new JsonFactory();

  static CardIdentity of(ModelCard card) {
    return new CardIdentity(
        card.name(), card.file(), card.bytes(), card.sha256(), card.parameters());
  }

  /** Without the rest of the card, for which a first answer would have to wait. */
  static CardIdentity of(byte[] card) throws IOException {
    String name = "";
    String file = "";
    String sha256 = "";
    long bytes = 0;
    long parameters = 0;
    try (JsonParser json = JSON.createParser(card)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.getCurrentName();
        json.nextToken();
        switch (field) {
          case "name" -> name = json.getText();
          case "file" -> file = json.getText();
          case "sha256" -> sha256 = json.getText();
          case "bytes" -> bytes = json.getLongValue();
          case "parameters" -> parameters = json.getLongValue();
          default -> json.skipChildren();
        }
      }
    }
    return new CardIdentity(name, file, bytes, sha256, parameters);
  }
}
