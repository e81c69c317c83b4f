package io.github.tbptt4j.internal.exchange;

import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.exchange.OnnxGraph.Attribute;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;

/**
 * Global pooling over time in an ONNX graph, of the steps before each sequence's end.
 *
 * @param graph what it is added to
 * @param lengths the input with the lengths, or null where all steps count
 * @param format the layout that DL4J's layer sees
 */
record OnnxPooling(OnnxGraph graph, String lengths, RNNFormat format) {
  private static final Attribute NO_DIMENSION = new Attribute("keepdims", 0L);

  /** [T, B, n] -> [B, n]. */
  String of(Link link, String x) {
    GlobalPoolingLayer conf = (GlobalPoolingLayer) link.layer().conf().getLayer();
    int time = format == RNNFormat.NCW ? 2 : 1;
    int[] dimensions =
        conf.getPoolingDimensions() == null ? new int[] {2} : conf.getPoolingDimensions();
    if (!conf.isCollapseDimensions() || !Arrays.equals(dimensions, new int[] {time})) {
      throw LayerKind.refusal(
          link,
          "pools over dimensions "
              + Arrays.toString(dimensions)
              + (conf.isCollapseDimensions() ? "" : " and keeps them")
              + ", not over the time of "
              + format
              + ", "
              + time);
    }
    PoolingType type = conf.getPoolingType();
    if (type == PoolingType.MAX) {
      String real = onlyReal(x, Float.NEGATIVE_INFINITY);
      return graph.node(
          "ReduceMax", List.of(real), new Attribute("axes", new long[] {0}), NO_DIMENSION);
    }
    if (type == PoolingType.PNORM) {
      String power = graph.number((float) conf.getPnorm());
      String root = graph.number(1f / conf.getPnorm());
      String magnitudes = graph.node("Abs", List.of(x));
      String sum = sum(graph.node("Pow", List.of(magnitudes, power)));
      return graph.node("Pow", List.of(sum, root));
    }
    String sum = sum(x);
    return type == PoolingType.SUM ? sum : graph.node("Div", List.of(sum, count(x)));
  }

  private String sum(String x) {
    return graph.node("ReduceSum", List.of(onlyReal(x, 0), graph.numbers(0)), NO_DIMENSION);
  }

  /** Another value for the steps behind a sequence's end. */
  private String onlyReal(String x, float otherwise) {
    if (lengths == null) {
      return x;
    }
    String steps = graph.node("Range", List.of(graph.number(0L), steps(x), graph.number(1L)));
    String times = graph.node("Unsqueeze", List.of(steps, graph.numbers(1))); // [T, 1]
    String ends = cast(lengths, Onnx.TensorProto.DataType.INT64); // [B]
    String real = graph.node("Less", List.of(times, ends)); // [T, B]
    String mask = graph.node("Unsqueeze", List.of(real, graph.numbers(2))); // [T, B, 1]
    return graph.node("Where", List.of(mask, x, graph.number(otherwise)));
  }

  /** T as a scalar. */
  private String steps(String x) {
    String shape = graph.node("Shape", List.of(x));
    return graph.node("Gather", List.of(shape, graph.number(0L)), new Attribute("axis", 0L));
  }

  /** How many steps count, [B, 1], or a scalar. */
  private String count(String x) {
    String count =
        lengths == null ? steps(x) : graph.node("Unsqueeze", List.of(lengths, graph.numbers(1)));
    return cast(count, Onnx.TensorProto.DataType.FLOAT);
  }

  private String cast(String x, Onnx.TensorProto.DataType type) {
    return graph.node("Cast", List.of(x), new Attribute("to", (long) type.getNumber()));
  }
}
