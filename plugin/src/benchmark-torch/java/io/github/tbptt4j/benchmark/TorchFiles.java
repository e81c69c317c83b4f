package io.github.tbptt4j.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.kReLU;

/**
 * Writes the SafeTensors files that the import of PyTorch's weights is tested with: modules of
 * libtorch under the names that they have there, an input, and what they make of it ({@code
 * expected.x}, {@code expected.y}, {@code expected.h_n}). From the repository's root, after {@code
 * mvn -q -Pbenchmark -pl plugin dependency:copy@libtorch}:
 *
 * <pre>
 * java -cp "plugin/target/benchmark/torch/*" \
 *   plugin/src/benchmark-torch/java/io/github/tbptt4j/benchmark/TorchFiles.java \
 *   plugin/src/test/resources/exchange
 * </pre>
 *
 * <p>It writes the format itself, without our writer, so that our reader is held against another.
 */
final class TorchFiles {
  private static final int MINIBATCH = 3;
  private static final int STEPS = 7;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final ScalarType type;

  private TorchFiles(ScalarType type) {
    this.type = type;
  }

  /** Argument: the folder to write to. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    torch.manual_seed(42);

    TorchFiles characters = new TorchFiles(ScalarType.Float);
    EmbeddingImpl embedding = new EmbeddingImpl(11, 4);
    characters.add("embedding.", embedding);
    Tensor symbols = torch.randint(11, new long[] {MINIBATCH, STEPS}, torch.dtype(ScalarType.Long));
    RNNImpl one = characters.rnn("rnn.", rnn(4, 6, 1, true, true, false));
    Tensor states = characters.states(one, embedding.forward(symbols), null);
    characters.head("decoder.", 6, 11, true, states);
    characters.expect("x", symbols);
    characters.write(folder.resolve("embedding-tanh-1-linear.safetensors"));

    // As nn.DataParallel saves them; a state that enters; a head without a bias.
    TorchFiles stack = new TorchFiles(ScalarType.Float);
    RNNImpl three = stack.rnn("module.rnn.", rnn(4, 5, 3, true, true, false));
    Tensor entering = torch.randn(3, MINIBATCH, 5).tanh();
    Tensor x = torch.randn(MINIBATCH, STEPS, 4);
    Tensor top = stack.states(three, x, entering);
    stack.head("module.head.", 5, 2, false, top);
    stack.expect("x", x);
    stack.expect("h_0", entering);
    stack.write(folder.resolve("tanh-3-linear.safetensors"));

    // Time first, without biases and without a head.
    TorchFiles relu = new TorchFiles(ScalarType.Float);
    RNNImpl rectified = relu.rnn("encoder.rnn.", rnn(3, 5, 3, false, false, true));
    Tensor timeFirst = torch.randn(STEPS, MINIBATCH, 3);
    relu.expect("y", relu.states(rectified, timeFirst, null));
    relu.expect("x", timeFirst);
    relu.write(folder.resolve("relu-3.safetensors"));

    single(folder.resolve("relu-1-f64.safetensors"), ScalarType.Double, true);
    single(folder.resolve("tanh-1-f16.safetensors"), ScalarType.Half, false);
    single(folder.resolve("tanh-1-bf16.safetensors"), ScalarType.BFloat16, false);
  }

  /** One nn.RNN, whose names have nothing before them. */
  private static void single(Path file, ScalarType type, boolean relu) throws IOException {
    TorchFiles one = new TorchFiles(type);
    RNNImpl rnn = one.rnn("", rnn(3, 4, 1, true, true, relu));
    Tensor x = torch.randn(MINIBATCH, STEPS, 3);
    one.expect("y", one.states(rnn, x, null));
    one.expect("x", x);
    one.write(file);
  }

  private static RNNImpl rnn(
      int in, int hidden, int layers, boolean bias, boolean batchFirst, boolean relu) {
    RNNOptions options = new RNNOptions(in, hidden);
    options.num_layers().put(layers);
    options.bias().put(bias);
    options.batch_first().put(batchFirst);
    if (relu) {
      options.nonlinearity().put(new kReLU());
    }
    return new RNNImpl(options);
  }

  private RNNImpl rnn(String prefix, RNNImpl rnn) {
    add(prefix, rnn);
    return rnn;
  }

  /** The parameters, rounded to the file's type; the module goes on with these. */
  private void add(String prefix, Module module) {
    module.to(type, false);
    StringTensorDict parameters = module.named_parameters();
    for (long i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).key().getString();
      tensors.put(prefix + name, new Tensor(parameters.get(i).value()).detach().clone());
    }
    module.to(type == ScalarType.Double ? type : ScalarType.Float, false);
  }

  private Tensor states(RNNImpl rnn, Tensor x, Tensor entering) {
    Tensor input = type == ScalarType.Double ? x.to(type) : x;
    T_TensorTensor_T result = entering == null ? rnn.forward(input) : rnn.forward(input, entering);
    expect("h_n", result.get1());
    return result.get0();
  }

  private void head(String prefix, int in, int out, boolean bias, Tensor states) {
    LinearOptions options = new LinearOptions(in, out);
    options.bias().put(bias);
    LinearImpl head = new LinearImpl(options);
    add(prefix, head);
    expect("y", head.forward(states));
  }

  private void expect(String name, Tensor tensor) {
    tensors.put("expected." + name, tensor.detach().contiguous().clone());
  }

  private void write(Path file) throws IOException {
    List<String> entries = new ArrayList<>();
    long end = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      long begin = end;
      end += tensor.getValue().nbytes();
      entries.add(
          "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(
                  tensor.getKey(), dtype(tensor.getValue()), shape(tensor.getValue()), begin, end));
    }
    String header =
        "{\"__metadata__\":{\"format\":\"pt\",\"made_by\":\"TorchFiles\"},"
            + String.join(",", entries)
            + "}";
    header += " ".repeat(-header.length() & 7);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length()).array());
      out.write(header.getBytes(StandardCharsets.UTF_8));
      for (Tensor tensor : tensors.values()) {
        out.write(bytes(tensor));
      }
    }
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[(int) tensor.nbytes()];
    Pointer data = tensor.data_ptr();
    data.limit(bytes.length).asByteBuffer().get(bytes);
    return bytes;
  }

  private static String dtype(Tensor tensor) {
    return switch (tensor.scalar_type().intern()) {
      case Float -> "F32";
      case Double -> "F64";
      case Half -> "F16";
      case BFloat16 -> "BF16";
      case Long -> "I64";
      default -> throw new IllegalStateException(String.valueOf(tensor.scalar_type()));
    };
  }

  private static List<Long> shape(Tensor tensor) {
    List<Long> shape = new ArrayList<>();
    for (long i = 0; i < tensor.dim(); i++) {
      shape.add(tensor.size(i));
    }
    return shape;
  }
}
