package io.github.tbptt4j.exchange;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SafeTensorsTest {
  @TempDir private Path folder;

  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return file(json.length, json, dataBytes);
  }

  private Path file(long length, byte[] header, int dataBytes) throws IOException {
    Path file = folder.resolve("file.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
      out.write(header);
      out.write(new byte[dataBytes]);
    }
    return file;
  }

  private static String refusal(Path file) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> SafeTensors.read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    return message;
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("a \"name\" \u00e9", Nd4j.rand(DataType.FLOAT, 3, 4).transpose());
    tensors.put("b", Nd4j.rand(DataType.DOUBLE, 2, 1, 5));
    tensors.put("scalar", Nd4j.scalar(2.5f));
    Path file = folder.resolve("file");
    SafeTensors.write(file, tensors, Map.of("key", "a text"));
    SafeTensors read = SafeTensors.read(file);
    assertEquals(List.copyOf(tensors.keySet()), read.names());
    assertEquals(Map.of("key", "a text"), read.metadata());
    for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
      assertArrayEquals(tensor.getValue().shape(), read.shape(tensor.getKey()));
      assertIdentical(tensor.getValue(), read.array(tensor.getKey()));
      assertEquals(tensor.getValue().dataType(), read.array(tensor.getKey()).dataType());
    }
    assertEquals(0, ByteBuffer.wrap(Files.readAllBytes(file)).get(0) & 7); // data begin at 8 n
    assertThrows(IllegalArgumentException.class, () -> read.array("c"));
  }

  @ParameterizedTest
  @CsvSource({
    "0000, 0",
    "3c00, 1",
    "c000, -2",
    "3555, 0.33325195",
    "7bff, 65504",
    "0400, 6.1035156e-5",
    "0001, 5.9604645e-8",
    "83ff, -6.097555e-5",
    "7c00, Infinity",
    "fc00, -Infinity",
    "7e00, NaN"
  })
  void halvesAreReadExactly(String bits, float value) throws IOException {
    Path file = file("{\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 0);
    int half = Integer.parseInt(bits, 16);
    byte[] all = Files.readAllBytes(file);
    byte[] with = Arrays.copyOf(all, all.length + 2);
    with[all.length] = (byte) half;
    with[all.length + 1] = (byte) (half >> 8);
    Files.write(file, with);
    assertEquals(value, SafeTensors.read(file).array("h").getFloat(0));
  }

  /** A length that lies is told from the file's, before anything of it is allocated. */
  @Test
  void lengthsAreHeldAgainstTheFiles() throws IOException {
    byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
    for (long length :
        new long[] {3, 1 << 20, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      assertTrue(refusal(file(length, header, 0)).contains(Long.toUnsignedString(length)));
    }
    assertTrue(refusal(file(1, header, 0)).contains("broken"));
    assertEquals(List.of(), SafeTensors.read(file(2, header, 0)).names());
    Path empty = Files.write(folder.resolve("empty"), new byte[7]);
    assertTrue(refusal(empty).contains("7 bytes"));
  }

  /** The file is as long as it says, and holes cost no disk: the header alone is too long. */
  @Test
  void aHeaderOfGigabytesIsRefused() throws IOException {
    Path file = file(1L << 32, "{".getBytes(StandardCharsets.UTF_8), 0);
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position((1L << 32) + 100).write(ByteBuffer.allocate(1));
    }
    assertTrue(refusal(file).contains("4294967296"));
  }

  @Test
  void picklesAreNamed() throws IOException {
    Path zip =
        Files.write(
            folder.resolve("model.pt"), "PK\3\4 and so on".getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(refusal(zip).contains("torch.save"));
  }

  private static String tensor(String name, String shape, String offsets) {
    return "\""
        + name
        + "\":{\"dtype\":\"F32\",\"shape\":"
        + shape
        + ",\"data_offsets\":"
        + offsets
        + "}";
  }

  static Stream<String> wrongHeaders() {
    String long19 = "9223372036854775807";
    return Stream.of(
        "{" + tensor("a", "[2]", "[0,4]") + "}",
        "{" + tensor("a", "[2]", "[8,0]") + "}",
        "{" + tensor("a", "[2]", "[-8,0]") + "}",
        "{" + tensor("a", "[2]", "[0,8,8]") + "}",
        "{" + tensor("a", "[2]", "[0]") + "}",
        "{" + tensor("a", "[-2]", "[0,8]") + "}",
        "{" + tensor("a", "[2.0]", "[0,8]") + "}",
        "{" + tensor("a", "[[2]]", "[0,8]") + "}",
        "{" + tensor("a", "[" + long19 + "]", "[0,8]") + "}",
        "{" + tensor("a", "[" + "9".repeat(5000) + "]", "[0,8]") + "}",
        "{" + tensor("a", "[4294967296,4294967296]", "[0,8]") + "}",
        "{" + tensor("a", "[2]", "[0,8]") + "," + tensor("b", "[1]", "[4,8]") + "}",
        "{" + tensor("a", "[1]", "[0,4]") + "," + tensor("b", "[1]", "[8,12]") + "}",
        "{" + tensor("a", "[2]", "[4,12]") + "}",
        "{" + tensor("a", "[1]", "[0,4]") + "}",
        "{" + tensor("a", "[2]", "[0,8]") + "," + tensor("a", "[2]", "[0,8]") + "}",
        "{" + tensor("a", "[2]", "[0,8]").replace("F32", "F33") + "}",
        "{" + tensor("a", "[2]", "[0,8]").replace("\"F32\"", "32") + "}",
        "{" + tensor("a", "[2]", "[0,8]").replace("dtype", "type") + "}",
        "{" + tensor("a", "[2]", "[0,8]") + "} {}",
        "{" + tensor("a", "[2]", "[0,8]"),
        "{\"__metadata__\":{\"a\":1}," + tensor("a", "[2]", "[0,8]") + "}",
        "{\"a\":" + "[".repeat(100_000),
        "{\"a\":" + "{\"a\":".repeat(100_000),
        " {" + tensor("a", "[2]", "[0,8]") + "}",
        "[]",
        "");
  }

  @ParameterizedTest
  @MethodSource("wrongHeaders")
  void headersThatSayWhatIsNotThereAreRefused(String header) throws IOException {
    assertTrue(refusal(file(header, 8)).length() < 1000);
  }

  @Test
  void messagesNameTheTensorAndItsValues() throws IOException {
    String message = refusal(file("{" + tensor("rnn.weight", "[2,3]", "[0,8]") + "}", 8));
    assertTrue(message.contains("\"rnn.weight\" has shape [2, 3] of F32, 24 bytes"), message);
    assertTrue(message.contains("from byte 0 to 8"), message);
  }

  /** Whatever happens to a file, it is read, or refused by an exception that is ours. */
  @Test
  void brokenFilesAreReadOrRefused() throws IOException {
    Path source = Path.of("src/test/resources/exchange/embedding-tanh-1-linear.safetensors");
    byte[] whole = Files.readAllBytes(source);
    int headerEnd = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    MultiLayerNetwork network =
        TorchWeights.read(source).ignoring("expected").network(Activation.TANH, Activation.SOFTMAX);
    Random random = new Random(1);
    Path file = folder.resolve("broken");
    int refused = 0;
    for (int trial = 0; trial < 300; trial++) {
      byte[] broken = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(random.nextInt(8) == 0 ? whole.length : headerEnd);
        broken[at] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "0123456789[]{}\",:-e.".charAt(random.nextInt(20));
      }
      int length = random.nextInt(10) == 0 ? random.nextInt(whole.length) : whole.length;
      Files.write(file, Arrays.copyOf(broken, length));
      try {
        SafeTensors read = SafeTensors.read(file);
        for (String name : read.names()) {
          read.array(name);
        }
        TorchWeights.read(file).ignoring("expected").into(network);
      } catch (IllegalArgumentException | IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 150, refused + " were refused");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() {
    Map<String, INDArray> tensors = Map.of("a", Nd4j.ones(2));
    Path nowhere = folder.resolve("none/file");
    IOException e =
        assertThrows(IOException.class, () -> SafeTensors.write(nowhere, tensors, Map.of()));
    assertTrue(e.getMessage().contains(nowhere.toString()), e.getMessage());
    assertThrows(IOException.class, () -> SafeTensors.write(folder, tensors, Map.of()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            SafeTensors.write(
                folder.resolve("a"), Map.of("a", Nd4j.create(DataType.INT64, 2)), Map.of()));
    assertEquals(0, folder.toFile().list().length);
  }
}
