package io.github.tbptt4j.internal.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import onnx.Onnx;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.ByteString;

/** An ONNX graph as it grows, node by node. */
final class OnnxGraph {
  /** Dimensions that are known at run time only. */
  static final String BATCH = "batch";

  /** Number of time steps. */
  static final String TIME = "time";

  private final Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder().setName("network");
  private int values;

  /** An attribute of a node. */
  record Attribute(String name, Object value) {}

  /** Adds a node with one output. */
  String node(String operator, List<String> inputs, Attribute... attributes) {
    String output = operator.toLowerCase(Locale.ROOT) + "_" + values++;
    node(operator, inputs, List.of(output), attributes);
    return output;
  }

  /** Adds a node; an input without a name is one that isn't given. */
  void node(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
    Onnx.NodeProto.Builder node =
        Onnx.NodeProto.newBuilder()
            .setOpType(operator)
            .setName(operator + "_" + graph.getNodeCount())
            .addAllInput(inputs)
            .addAllOutput(outputs);
    Arrays.stream(attributes).map(OnnxGraph::attribute).forEach(node::addAttribute);
    graph.addNode(node);
  }

  private static Onnx.AttributeProto attribute(Attribute attribute) {
    Onnx.AttributeProto.Builder proto = Onnx.AttributeProto.newBuilder().setName(attribute.name());
    if (attribute.value() instanceof Long number) {
      proto.setType(Onnx.AttributeProto.AttributeType.INT).setI(number);
    } else if (attribute.value() instanceof Float number) {
      proto.setType(Onnx.AttributeProto.AttributeType.FLOAT).setF(number);
    } else if (attribute.value() instanceof String text) {
      proto
          .setType(Onnx.AttributeProto.AttributeType.STRINGS)
          .addStrings(ByteString.copyFromUtf8(text));
    } else if (attribute.value() instanceof float[] numbers) {
      proto.setType(Onnx.AttributeProto.AttributeType.FLOATS);
      for (float number : numbers) {
        proto.addFloats(number);
      }
    } else {
      proto.setType(Onnx.AttributeProto.AttributeType.INTS);
      for (long number : (long[]) attribute.value()) {
        proto.addInts(number);
      }
    }
    return proto.build();
  }

  /**
   * Adds a constant of weights, rounded to float.
   *
   * @param owner whose they are, for messages
   */
  String weights(String name, String owner, INDArray array, long... shape) {
    double[] elements = Elements.of(array);
    ByteBuffer bytes = bytes(Math.multiplyExact(elements.length, Float.BYTES));
    for (double element : elements) {
      if (!Float.isFinite((float) element)) {
        throw new IllegalArgumentException(
            Words.capitalised(owner)
                + " holds "
                + element
                + ", which is no number of a float: these weights can't be exported.");
      }
      bytes.putFloat((float) element);
    }
    return constant(name, Onnx.TensorProto.DataType.FLOAT, bytes, shape);
  }

  /** Adds a constant of whole numbers: axes, say. */
  String numbers(long... numbers) {
    ByteBuffer bytes = bytes(numbers.length * Long.BYTES);
    Arrays.stream(numbers).forEach(bytes::putLong);
    return constant("constant_" + values++, Onnx.TensorProto.DataType.INT64, bytes, numbers.length);
  }

  /** Adds a constant that is one whole number. */
  String number(long number) {
    ByteBuffer bytes = bytes(Long.BYTES).putLong(number);
    return constant("constant_" + values++, Onnx.TensorProto.DataType.INT64, bytes);
  }

  /** Adds a constant that is one float. */
  String number(float number) {
    ByteBuffer bytes = bytes(Float.BYTES).putFloat(number);
    return constant("constant_" + values++, Onnx.TensorProto.DataType.FLOAT, bytes);
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String constant(
      String name, Onnx.TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    Onnx.TensorProto.Builder tensor =
        Onnx.TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes.flip()));
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return name;
  }

  /** Says what the graph is given; a dimension is a number, or a name where it varies. */
  void input(String name, Onnx.TensorProto.DataType type, List<Object> shape) {
    graph.addInput(value(name, type, shape));
  }

  /** Says what the graph gives. */
  void output(String name, List<Object> shape) {
    graph.addOutput(value(name, Onnx.TensorProto.DataType.FLOAT, shape));
  }

  private static Onnx.ValueInfoProto value(
      String name, Onnx.TensorProto.DataType type, List<Object> shape) {
    Onnx.TensorShapeProto.Builder dimensions = Onnx.TensorShapeProto.newBuilder();
    for (Object size : shape) {
      Onnx.TensorShapeProto.Dimension.Builder dimension =
          Onnx.TensorShapeProto.Dimension.newBuilder();
      dimensions.addDim(
          size instanceof String varies
              ? dimension.setDimParam(varies)
              : dimension.setDimValue((Long) size));
    }
    Onnx.TypeProto.Tensor tensor =
        Onnx.TypeProto.Tensor.newBuilder()
            .setElemType(type.getNumber())
            .setShape(dimensions)
            .build();
    return Onnx.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(Onnx.TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** {@return the graph as it is now} */
  Onnx.GraphProto build() {
    return graph.build();
  }
}
