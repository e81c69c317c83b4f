package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
  @TempDir private Path folder;
  private Path zoo;

  @BeforeEach
  void useAFolder() {
    zoo = folder.resolve("not/there/yet");
    System.setProperty(Zoo.FOLDER, zoo.toString());
  }

  @AfterEach
  void useTheUsualFolder() {
    System.clearProperty(Zoo.FOLDER);
  }

  @Test
  void aRegisteredModelIsListedLoadedAndTakenOut() throws IOException {
    int before = Zoo.list().size();
    Path file = folder.resolve("file.zip");
    UserAgentClassifier.pretrained().save(file);
    Zoo.register("agents.2", file);
    Files.delete(file);
    assertEquals(List.of("agents.2"), Zoo.registered());
    ModelCard card = Zoo.list().get(before);
    assertEquals("agents.2", card.name());
    assertEquals(UserAgentClassifier.pretrained().card().sha256(), card.sha256());
    assertEquals(
        UserAgentClassifier.pretrained().classify("curl/8"),
        ((UserAgentClassifier) Zoo.load("agents.2")).classify("curl/8"));
    Zoo.unregister("agents.2");
    assertEquals(List.of(), Zoo.registered());
    assertEquals(before, Zoo.list().size());
    assertThrows(IOException.class, () -> Zoo.load("agents.2"));
    assertThrows(IOException.class, () -> Zoo.unregister("agents.2"));
  }

  @Test
  void whatComesAlongIsLoadedByName() throws IOException {
    assertEquals(UserAgentClassifier.pretrained(), Zoo.load("user-agent-classifier"));
  }

  @Test
  void badAndTakenNamesAreRefused() throws IOException {
    UserAgentClassifier model = UserAgentClassifier.pretrained();
    for (String bad : new String[] {"", "A", "../a", "a/b", ".a", "a b", "a".repeat(65)}) {
      assertThrows(IllegalArgumentException.class, () -> Zoo.register(bad, model), bad);
    }
    assertThrows(IllegalArgumentException.class, () -> Zoo.register("language-identifier", model));
    Zoo.register("mine", model);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Zoo.register("mine", model))
            .getMessage();
    assertTrue(message.contains("unregister"), message);
  }

  @Test
  void damagedFilesAreRefusedAndCanBeTakenOut() throws IOException {
    Path file = folder.resolve("file.zip");
    UserAgentClassifier.pretrained().save(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThrows(IOException.class, () -> Zoo.register("mine", file));
    Files.writeString(file, "no model");
    assertThrows(IOException.class, () -> Zoo.register("mine", file));
    assertEquals(List.of(), Zoo.registered());

    Zoo.register("mine", UserAgentClassifier.pretrained());
    Files.write(zoo.resolve("mine.model"), bytes);
    String message = assertThrows(UncheckedIOException.class, Zoo::list).getMessage();
    assertTrue(message.contains("Unregister mine"), message);
    Zoo.unregister("mine");
    assertEquals(5, Zoo.list().size());
  }
}
