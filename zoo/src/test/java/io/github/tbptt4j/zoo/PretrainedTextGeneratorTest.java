package io.github.tbptt4j.zoo;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertDifferent;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Adler32;
import org.deeplearning4j.common.resources.DL4JResources;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.zoo.PretrainedType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The text generator in the jar, as a model of DL4J's zoo. */
class PretrainedTextGeneratorTest {
  @TempDir private Path directory;

  private final TextGenerator model = TextGenerator.pretrained();

  @Test
  void itIsLoadedOnce() {
    assertSame(model, TextGenerator.pretrained());
  }

  @Test
  void itWritesWordsOfTheLanguageItWasTrainedOn() {
    String text = model.generate("The old man ", 400, 0.5, 1);
    assertTrue(text.contains(" the ") && text.contains(" and "), text);
  }

  @Test
  void initPretrainedGivesTheWeightsInTheJar() {
    MultiLayerNetwork network = model.initPretrained();
    assertIdentical(model.network().params(), network.params());
    MultiLayerNetwork byType = model.initPretrained(PretrainedType.IMAGENET);
    assertIdentical(network.params(), byType.params());
  }

  @Test
  void onlyTheDefaultTypeIsAvailable() throws IOException {
    for (PretrainedType type : PretrainedType.values()) {
      boolean isDefault = type == PretrainedType.IMAGENET;
      assertEquals(isDefault, model.pretrainedAvailable(type));
      if (!isDefault) {
        assertNull(model.pretrainedUrl(type));
        assertEquals(0, model.pretrainedChecksum(type));
        assertThrows(UnsupportedOperationException.class, () -> model.initPretrained(type));
      }
    }
  }

  @Test
  void urlAndChecksumAreThoseOfTheWeights() throws IOException {
    byte[] bytes;
    try (var in = URI.create(model.pretrainedUrl(PretrainedType.IMAGENET)).toURL().openStream()) {
      bytes = in.readAllBytes();
    }
    assertEquals(model.card().sha256(), Sha256.of(bytes));
    Adler32 checksum = new Adler32();
    checksum.update(bytes);
    assertEquals(checksum.getValue(), model.pretrainedChecksum(PretrainedType.IMAGENET));
  }

  @Test
  void theNetworkReadsTheSequencesOfItsModelAtOnceAndStepByStep() {
    MultiLayerNetwork network = model.network();
    INDArray contexts = model.sequences("The old man sat", 1, 14).next().getFeatures();
    assertArrayEquals(new long[] {1, model.inputs(), 14}, contexts.shape());
    INDArray probabilities = network.output(contexts);
    assertArrayEquals(new long[] {1, model.vocabulary().size(), 14}, probabilities.shape());
    assertClose(probabilities, network.rnnTimeStep(contexts), 1e-6);
  }

  @Test
  void initGivesAnUntrainedNetworkOfTheSameShape() {
    MultiLayerNetwork network = model.init();
    assertEquals(model.card().parameters(), network.numParams());
    assertDifferent(model.network().params(), network.params());
  }

  @Test
  @SuppressWarnings("deprecation") // DL4J's
  void metaDataGivesTheShapes() {
    assertEquals(4, model.metaData().getInputShape()[0][0]);
    assertEquals(model.vocabulary().size(), model.metaData().getNumOutputs());
    assertFalse(model.metaData().useMDS());
    assertEquals(MultiLayerNetwork.class, model.modelType());
    assertEquals("text-generator", model.modelName());
  }

  @Test
  void theInputsShapeCantBeChanged() {
    model.setInputShape(new int[][] {{4, -1}});
    assertThrows(
        IllegalArgumentException.class, () -> model.setInputShape(new int[][] {{3, 224, 224}}));
  }

  @Test
  void aModelOfTheUsersOwnLoadsFromAUrl() throws IOException {
    Path file = directory.resolve("mine.zip");
    model.save(file);
    String checksum = Sha256.of(Files.readAllBytes(file));
    DL4JResources.setBaseDirectory(directory.toFile());
    try {
      TextGenerator loaded = TextGenerator.load(file.toUri(), checksum);
      assertIdentical(model.network().params(), loaded.network().params());
    } finally {
      DL4JResources.resetBaseDirectoryLocation();
    }
  }
}
