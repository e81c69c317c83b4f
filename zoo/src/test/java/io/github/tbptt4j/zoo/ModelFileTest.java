package io.github.tbptt4j.zoo;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.internal.file.Coefficients;
import io.github.tbptt4j.zoo.internal.file.ZipEntries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class ModelFileTest {
  private static final Map<String, List<String>> TEXTS =
      Map.of("labels", List.of("a", "\n", "\u00e4"));

  @TempDir private Path directory;

  private static ModelFile model() {
    return ModelFile.of("some-family", TinyModel.network(4, DataType.FLOAT), TEXTS);
  }

  private static ModelFile read(byte[] bytes, String family, String source) throws IOException {
    return ModelFile.read(bytes, family, source, Function.identity());
  }

  @Test
  void readsWhatItWrote() throws IOException {
    ModelFile written = model();
    ModelFile read = read(written.toBytes(), "some-family", "here");
    assertIdentical(written.network().params(), read.network().params());
    assertEquals(
        written.network().getLayerWiseConfigurations(),
        read.network().getLayerWiseConfigurations());
    assertEquals(TEXTS.get("labels"), read.texts("labels"));
    assertArrayEquals(written.toBytes(), read.toBytes());
  }

  @Test
  void theSameModelIsTheSameFileInWhateverOrderItsTextsCome() {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    texts.put("labels", List.of("yes", "no"));
    texts.put("alphabet", List.of("a"));
    Map<String, List<String>> reversed = new LinkedHashMap<>();
    reversed.put("alphabet", List.of("a"));
    reversed.put("labels", List.of("yes", "no"));
    MultiLayerNetwork network = TinyModel.network(4, DataType.FLOAT);
    assertArrayEquals(
        ModelFile.of("some-family", network, texts).toBytes(),
        ModelFile.of("some-family", network, reversed).toBytes());
  }

  @Test
  void dl4jReadsTheNetworkToo() throws IOException {
    Path file = directory.resolve("model.zip");
    Files.write(file, model().toBytes());
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
    assertIdentical(model().network().params(), restored.params());
  }

  @Test
  void anyTruncationAndAnyChangedByteIsReported() throws IOException {
    byte[] whole = model().toBytes();
    for (int length = 0; length < whole.length; length += 97) {
      assertUnusable(Arrays.copyOf(whole, length));
    }
    assertUnusable(Arrays.copyOf(whole, whole.length - 1));
    int content = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("labels");
    for (int i = content; i < whole.length / 2; i += 131) {
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      assertUnusable(changed);
    }
  }

  private static void assertUnusable(byte[] bytes) {
    IOException e = assertThrows(IOException.class, () -> read(bytes, "some-family", "here.zip"));
    assertTrue(e.getMessage().startsWith("here.zip can't be used as a some-family model: "));
  }

  @Test
  void aModelOfAnotherFamilyIsReported() {
    IOException e =
        assertThrows(IOException.class, () -> read(model().toBytes(), "other-family", "here.zip"));
    assertEquals(
        "here.zip can't be used as a other-family model: it is a some-family model.",
        e.getMessage());
  }

  @Test
  void aFileWithoutOneOfItsPartsIsReported() throws IOException {
    for (String part : List.of("tbptt4j.json", "configuration.json", "coefficients.bin")) {
      Map<String, byte[]> entries = ZipEntries.read(model().toBytes());
      entries.remove(part);
      byte[] bytes = ZipEntries.write(entries);
      IOException e = assertThrows(IOException.class, () -> read(bytes, "some-family", "here.zip"));
      assertTrue(e.getMessage().endsWith("it has no " + part + "."), e.getMessage());
    }
  }

  @Test
  void parametersThatDontFitTheConfigurationAreReported() throws IOException {
    Map<String, byte[]> entries = ZipEntries.read(model().toBytes());
    entries.put("coefficients.bin", Coefficients.write(new float[] {1, 2, 3}));
    assertUnusable(ZipEntries.write(entries));
  }

  @Test
  void parametersOfAnotherShapeOrTypeAreReported() throws IOException {
    for (var array :
        List.of(
            Nd4j.zeros(DataType.DOUBLE, 1, 59),
            Nd4j.zeros(DataType.FLOAT, 59, 1),
            Nd4j.zeros(DataType.FLOAT, 59),
            Nd4j.zeros(DataType.FLOAT, 1, 2, 3))) {
      var bytes = new java.io.ByteArrayOutputStream();
      Nd4j.write(array, new java.io.DataOutputStream(bytes));
      assertThrows(IOException.class, () -> Coefficients.read(bytes.toByteArray()));
    }
  }

  @Test
  void aLengthThatTheFileDoesntHaveTakesNoMemory() throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    var out = new java.io.DataOutputStream(bytes);
    out.writeUTF("LONG_SHAPE");
    out.writeLong(8);
    out.writeUTF("LONG");
    for (long element : new long[] {2, 1, Long.MAX_VALUE / 4, 1, 1, 0, 1, 'c'}) {
      out.writeLong(element);
    }
    out.writeUTF("MIXED_DATA_TYPES");
    out.writeLong(Long.MAX_VALUE / 4);
    out.writeUTF("FLOAT");
    assertThrows(IOException.class, () -> Coefficients.read(bytes.toByteArray()));
  }

  @Test
  void aNetworkOfDoublesIsKeptAsFloats() {
    MultiLayerNetwork doubles = TinyModel.network(4, DataType.DOUBLE);
    MultiLayerNetwork floats = ModelFile.of("some-family", doubles, TEXTS).network();
    assertIdentical(doubles.params().castTo(DataType.FLOAT), floats.params());
  }

  @Test
  void aNetworkWithNaNIsRefused() {
    MultiLayerNetwork network = TinyModel.network(4, DataType.FLOAT);
    network.params().putScalar(3, Float.NaN);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> ModelFile.of("some-family", network, TEXTS));
    assertEquals("Parameter 3 of the network is NaN: it can't predict.", e.getMessage());
  }

  @Test
  void aMissingFileIsReportedByItsName() {
    assertThrows(
        NoSuchFileException.class, () -> TextGenerator.load(directory.resolve("missing.zip")));
  }

  @Test
  void savingReplacesAFileAndLeavesNothingElse() throws IOException {
    Path file = directory.resolve("model.zip");
    Files.writeString(file, "old");
    TinyModel.create().save(file);
    TextGenerator.load(file);
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
