package io.github.tbptt4j.zoo;

import io.github.tbptt4j.zoo.internal.file.ZipEntries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The card in a model's file, and whether it is that model's. A file can't hold its own checksum:
 * size and SHA-256 are those of the file without its card.
 */
final class SavedCard {
  private static final String ENTRY = "card.json";

  private SavedCard() {}

  /** {@return a model's file with a card in it} */
  static byte[] add(ModelCard card, byte[] weights) throws IOException {
    Map<String, byte[]> entries = ZipEntries.read(weights);
    entries.put(ENTRY, card.toJson().getBytes(StandardCharsets.UTF_8));
    return ZipEntries.write(entries);
  }

  /**
   * Takes the card out of a file.
   *
   * @param entries the file's parts
   * @param file the same, parsed
   * @return the model, which has that card; the same one if there is none
   * @throws IOException if the card is damaged or of other weights
   */
  static ModelFile attach(Map<String, byte[]> entries, ModelFile file) throws IOException {
    Map<String, byte[]> weights = new LinkedHashMap<>(entries);
    byte[] json = weights.remove(ENTRY);
    if (json == null) {
      return file;
    }
    ModelCard card = ModelCard.fromJson(json);
    List<String> wrong = misfits(CardIdentity.of(card), file, ZipEntries.write(weights));
    if (!wrong.isEmpty()) {
      throw new IOException("its card is of another model: " + String.join(", ", wrong) + ".");
    }
    return file.withCard(() -> card);
  }

  /** {@return what a card says that isn't so} */
  static List<String> misfits(CardIdentity card, ModelFile file, byte[] weights) {
    List<String> wrong = new ArrayList<>();
    compare("name", card.name(), file.family(), wrong);
    compare("bytes", card.bytes(), (long) weights.length, wrong);
    compare("sha256", card.sha256(), Sha256.of(weights), wrong);
    compare("parameters", card.parameters(), file.numParams(), wrong);
    return wrong;
  }

  private static void compare(String what, Object said, Object is, List<String> wrong) {
    if (!said.equals(is)) {
      wrong.add("%s is %s, the card says %s".formatted(what, is, said));
    }
  }
}
