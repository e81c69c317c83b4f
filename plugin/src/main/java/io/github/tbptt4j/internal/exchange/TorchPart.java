package io.github.tbptt4j.internal.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A module of a PyTorch model, whose tensors are all there and fit each other.
 *
 * @param kind what it is
 * @param name its name
 * @param layers the tensors of each layer, by their names without the module's; one layer but for
 *     nn.RNN
 * @param in size of its input; for an embedding the number of symbols
 * @param out size of its output
 */
record TorchPart(Kind kind, String name, List<Map<String, TensorEntry>> layers, long in, long out) {

  /** What a module may be. */
  enum Kind {
    EMBEDDING,
    RNN,
    LINEAR
  }

  /** {@return whether it adds a bias} */
  boolean hasBias() {
    return layers.get(0).containsKey("bias") || layers.get(0).containsKey("bias_ih");
  }

  /** An nn.RNN, or an nn.RNNCell. */
  static TorchPart recurrent(String name, TreeMap<Integer, Map<String, TensorEntry>> layers) {
    int expected = 0;
    List<Map<String, TensorEntry>> inOrder = new ArrayList<>();
    long in = 0;
    long hidden = 0;
    boolean biased = layers.firstEntry().getValue().containsKey("bias_ih");
    for (Map.Entry<Integer, Map<String, TensorEntry>> layer : layers.entrySet()) {
      Map<String, TensorEntry> tensors = layer.getValue();
      String suffix = "_l" + expected;
      requireAll(name, tensors, suffix, layer.getKey() == expected, biased);
      TensorEntry hh = tensors.get("weight_hh");
      TensorEntry ih = tensors.get("weight_ih");
      requireSquare(hh);
      if (expected == 0) {
        hidden = hh.dimensions()[0];
        requireShape(ih, hidden, ih.shape().size() == 2 ? ih.dimensions()[1] : 1);
        in = ih.dimensions()[1];
      } else {
        requireShape(ih, hidden, hidden);
      }
      requireShape(hh, hidden, hidden);
      if (biased) {
        requireShape(tensors.get("bias_ih"), hidden);
        requireShape(tensors.get("bias_hh"), hidden);
      }
      inOrder.add(tensors);
      expected++;
    }
    return new TorchPart(Kind.RNN, name, List.copyOf(inOrder), in, hidden);
  }

  private static void requireAll(
      String module,
      Map<String, TensorEntry> tensors,
      String suffix,
      boolean isThere,
      boolean biased) {
    for (String key : TorchTensors.RECURRENT_KEYS) {
      boolean wanted = key.startsWith("weight") || biased;
      if (wanted && !(isThere && tensors.containsKey(key))) {
        throw missing(module, key + suffix);
      }
      if (!wanted && tensors.containsKey(key)) {
        throw missing(module, "bias_ih" + suffix);
      }
    }
  }

  /** LSTM and GRU have the weights of their gates one below the other. */
  private static void requireSquare(TensorEntry hh) {
    long[] shape = hh.dimensions();
    if (shape.length == 2 && shape[1] > 0 && shape[0] == 4 * shape[1]) {
      throw fault(hh, "that of an nn.LSTM, which VanillaRnn can't be");
    }
    if (shape.length == 2 && shape[1] > 0 && shape[0] == 3 * shape[1]) {
      throw fault(hh, "that of an nn.GRU, which VanillaRnn can't be");
    }
    if (shape.length != 2 || shape[0] != shape[1]) {
      throw fault(hh, "but recurrent weights are [hidden, hidden]");
    }
  }

  /** Whatever the tensors of an nn.Linear or nn.Embedding may be: two things without a bias. */
  static List<TorchPart> matrices(String name, Map<String, TensorEntry> tensors) {
    TensorEntry weight = tensors.get("weight");
    if (weight == null) {
      throw missing(name, "weight");
    }
    if (weight.shape().size() != 2) {
      throw fault(weight, "but those of nn.Linear and nn.Embedding have two dimensions");
    }
    long rows = weight.dimensions()[0];
    long columns = weight.dimensions()[1];
    requireShape(weight, rows, columns); // not empty
    TorchPart linear = new TorchPart(Kind.LINEAR, name, List.of(tensors), columns, rows);
    if (tensors.containsKey("bias")) {
      requireShape(tensors.get("bias"), rows);
      return List.of(linear);
    }
    return List.of(linear, new TorchPart(Kind.EMBEDDING, name, List.of(tensors), rows, columns));
  }

  private static void requireShape(TensorEntry tensor, long... expected) {
    boolean sizes = Arrays.stream(expected).allMatch(size -> size >= 1);
    if (!sizes || !Arrays.equals(tensor.dimensions(), expected)) {
      throw fault(
          tensor,
          sizes
              ? "but beside the other tensors of its module it must be " + Arrays.toString(expected)
              : "which is empty");
    }
  }

  private static IllegalArgumentException fault(TensorEntry tensor, String why) {
    return new IllegalArgumentException(
        "Tensor \""
            + Words.shortened(tensor.name())
            + "\" has shape "
            + tensor.shapeText()
            + ", "
            + why
            + ".");
  }

  private static IllegalArgumentException missing(String module, String tensor) {
    String name = module.isEmpty() ? tensor : module + "." + tensor;
    return new IllegalArgumentException(
        "There is no tensor \""
            + Words.shortened(name)
            + "\", but others of its module are there.");
  }

  /** For messages. */
  @Override
  public String toString() {
    String type = kind == Kind.RNN ? "nn.RNN" : kind == Kind.LINEAR ? "nn.Linear" : "nn.Embedding";
    String count = layers.size() == 1 ? "" : ", " + layers.size() + " layers";
    return Words.shortened("\"" + name + "\"")
        + " ("
        + type
        + ", "
        + in
        + " -> "
        + out
        + count
        + ")";
  }
}
