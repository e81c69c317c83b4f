package io.github.tbptt4j.zoo.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class RTextsTest {
  private static byte[] object(int type, String... lines) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(plain);
    out.writeBytes("X\n");
    out.writeInt(3);
    out.writeInt(0x040201);
    out.writeInt(0x030500);
    out.writeInt(5);
    out.writeBytes("UTF-8");
    out.writeInt(type);
    out.writeInt(lines.length);
    for (String line : lines) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      out.writeInt(0x00040009);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    new DataOutputStream(file).writeInt(plain.size());
    try (DeflaterOutputStream compressed = new DeflaterOutputStream(file)) {
      plain.writeTo(compressed);
    }
    return file.toByteArray();
  }

  @Test
  void readsTheLinesOfOneTextAfterTheOther() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(object(16, "EMMA", "", "caf\u00E9"));
    file.write(object(16, "PERSUASION"));
    assertEquals(List.of("EMMA\n\ncaf\u00E9\n", "PERSUASION\n"), RTexts.read(file.toByteArray()));
  }

  @Test
  void anythingElseIsRefused() throws IOException {
    assertThrows(IOException.class, () -> RTexts.read(object(13, "1")));
    assertThrows(IOException.class, () -> RTexts.read(new byte[] {0, 0, 0, 9, 1, 2, 3, 4, 5}));
  }
}
