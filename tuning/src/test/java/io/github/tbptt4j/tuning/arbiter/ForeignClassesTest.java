package io.github.tbptt4j.tuning.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.ForeignCode;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.Texts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A sweep's folder may be a stranger's: what it names is looked at before anything is made of it.
 */
class ForeignClassesTest {
  private static final String PROPERTY = "tbptt4j.classes";
  private final int before = ForeignCode.runs();

  @AfterEach
  void noCodeHasRun() {
    System.clearProperty(PROPERTY);
    assertEquals(before, ForeignCode.runs());
  }

  private static CandidateSpace space() {
    CandidateSpace space =
        SequenceModels.of(Texts.small())
            .hidden(4, 8)
            .clipGlobalNorm(1.0)
            .trainer(TruncationSpace.of(TruncatedBptt.of(1, 5), TruncatedBptt.of(5, 5)));
    new RandomSearch(space, 1);
    return space;
  }

  private static Map<String, Object> clip(String type, String field, Object value) {
    Map<String, Object> tree = ArbiterJson.tree(space());
    @SuppressWarnings("unchecked") // JSON
    Map<String, Object> clip = (Map<String, Object>) tree.get("clipGlobalNorm");
    clip.remove("value");
    clip.put("@valueclass", type);
    clip.put(field, value);
    return tree;
  }

  private static String serialised(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static void refused(Map<String, Object> tree) {
    says("com.example.ForeignCode", tree);
    says("-D" + PROPERTY, tree);
  }

  private static void says(String expected, Map<String, Object> tree) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ArbiterJson.space(tree)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void whatSpacesAreMadeOfIsRead() {
    CandidateSpace space = space();

    assertEquals(space, ArbiterJson.space(ArbiterJson.tree(space)));
  }

  @Test
  void aForeignSerialisedObjectIsRefused() throws IOException {
    refused(clip("com.example.ForeignCode", "data", serialised(new ForeignCode())));
  }

  @Test
  void neitherIsItReadWithinAListOrUnderAnotherName() throws IOException {
    refused(
        clip(
            "java.util.ArrayList",
            "data",
            serialised(new ArrayList<>(List.of(new ForeignCode())))));
  }

  @Test
  void aForeignObjectInJsonIsRefused() {
    refused(clip("com.example.ForeignCode", "value", Map.of("anything", "bad")));
  }

  @Test
  void aKnownClassThatIsNoValueIsRefused() {
    says("no number, string or enum", clip("java.util.ArrayList", "value", List.of("a")));
  }

  @Test
  void aForeignTypeOfAListsElementIsRefused() {
    Map<String, Object> tree = ArbiterJson.tree(space());
    tree.put(
        "network",
        Map.of(
            "@class",
            DiscreteParameterSpace.class.getName(),
            "values",
            List.of(List.of("com.example.ForeignCode", Map.of("anything", "bad"))),
            "index",
            2));
    refused(tree);
  }

  @Test
  void neitherAreClassesOfLibrariesThatNoSpaceIsMadeOf() {
    for (String name :
        List.of(
            "org.deeplearning4j.arbiter.saver.local.FileModelSaver", // makes a folder
            "org.nd4j.shade.jackson.databind.ObjectMapper",
            "javax.swing.JFrame",
            "java.io.File")) {
      says(name, clip(name, "value", "anything"));
    }
  }

  @Test
  void aClassThatTheUserNamesIsLookedFor() throws IOException {
    Map<String, Object> tree =
        clip("com.example.ForeignCode", "value", Map.of("anything", "not set"));
    System.setProperty(PROPERTY, "com.other.Layer, com.example.");

    says("no number, string or enum", tree);
  }
}
