package io.github.tbptt4j.zoo.training.languages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a program says to its users: a file of GNU gettext's binary format (.mo) in UTF-8. */
final class MessageCatalog {
  private static final int MAGIC = 0x950412de;

  private MessageCatalog() {}

  /**
   * A message and its translation.
   *
   * @param original in English
   * @param translated into another language
   */
  record Message(String original, String translated) {}

  /** {@return the messages of a file; forms of the plural are messages of their own} */
  static List<Message> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt(0) != MAGIC) {
      throw new IOException(file + " is no catalogue of messages.");
    }
    int count = in.getInt(8);
    int originals = in.getInt(12);
    int translations = in.getInt(16);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String original = text(in, originals + 8 * i);
      String plain = original.substring(original.indexOf('\u0004') + 1); // behind the context
      for (String form : text(in, translations + 8 * i).split("\u0000")) {
        if (!plain.isEmpty() && !form.isEmpty()) {
          messages.add(new Message(plain, form));
        }
      }
    }
    return messages;
  }

  private static String text(ByteBuffer in, int entry) {
    byte[] bytes = new byte[in.getInt(entry)];
    in.get(in.getInt(entry + 4), bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
