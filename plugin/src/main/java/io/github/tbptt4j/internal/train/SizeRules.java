package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.layers.feedforward.embedding.EmbeddingLayer;
import org.deeplearning4j.nn.layers.feedforward.embedding.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.layers.pooling.GlobalPoolingLayer;

/**
 * How many values a time step has on its way through the network, as far as that is known without
 * running it.
 */
final class SizeRules {
  /** DL4J's vertices whose output is as large as their input. */
  private static final Set<String> KEEP_SIZE =
      Set.of(
          "ElementWiseVertex",
          "ScaleVertex",
          "ShiftVertex",
          "L2NormalizeVertex",
          "StackVertex",
          "UnstackVertex");

  /**
   * A size.
   *
   * @param values values a time step; 0 where unknown
   * @param origin whose size it is, with its shape: "Features 1 have shape [3, 2, 9]"
   */
  record Size(long values, String origin) {
    static final Size UNKNOWN = new Size(0, "");
  }

  private SizeRules() {}

  /** The number of symbols of a layer that takes indices as input; 0 for other layers. */
  static long symbols(Layer layer) {
    Layer inner = LayerRules.inner(layer);
    return indices(layer) > 0 ? ((FeedForwardLayer) inner.conf().getLayer()).getNIn() : 0;
  }

  /** How many indices a step of a layer is that takes them; 0 for other layers. */
  static int indices(Layer layer) {
    Layer inner = LayerRules.inner(layer);
    if (inner instanceof VanillaRnnImpl vanilla) {
      return vanilla.indicesPerStep();
    }
    return isEmbedding(inner) ? 1 : 0;
  }

  /** Whether indices may also come as [B, T]. */
  static boolean takesMatrix(Layer layer) {
    return indices(layer) == 1 && !(LayerRules.inner(layer) instanceof EmbeddingLayer);
  }

  private static boolean isEmbedding(Layer layer) {
    return layer instanceof EmbeddingSequenceLayer || layer instanceof EmbeddingLayer;
  }

  /**
   * The size behind a layer.
   *
   * @throws IllegalArgumentException if the layer takes another size than it gets
   */
  static Size through(String name, Layer layer, InputPreProcessor preProcessor, Size in) {
    Size entering = keepsSize(preProcessor) ? in : Size.UNKNOWN;
    Layer inner = LayerRules.inner(layer);
    if (inner.conf().getLayer() instanceof FeedForwardLayer sized) {
      requireFit(name, inner, sized.getNIn(), entering);
      return sized.getNOut() > 0 ? new Size(sized.getNOut(), name) : entering;
    }
    boolean keeps =
        inner.conf().getLayer() instanceof ActivationLayer || inner instanceof GlobalPoolingLayer;
    return keeps ? entering : Size.UNKNOWN;
  }

  private static boolean keepsSize(InputPreProcessor preProcessor) {
    return preProcessor == null
        || preProcessor instanceof RnnToFeedForwardPreProcessor
        || preProcessor instanceof FeedForwardToRnnPreProcessor;
  }

  private static void requireFit(String name, Layer layer, long nIn, Size in) {
    int perStep = indices(layer);
    boolean indices = perStep > 0 && in.values == perStep;
    boolean fits = indices || (in.values == nIn && perStep <= 1 && !isEmbedding(layer));
    if (in.values == 0 || nIn <= 0 || fits) {
      return;
    }
    throw new IllegalArgumentException(
        in.origin
            + ", size "
            + in.values
            + ", but "
            + name
            + " takes "
            + (isEmbedding(layer) || perStep > 1
                ? "indices, size " + perStep + "."
                : "nIn = " + nIn + (perStep > 0 ? ", or indices, size 1." : "."))
            + " Check the data, its layout (NCW or NWC), or nIn.");
  }

  /** The size behind a vertex that is no layer. */
  static Size through(
      String name, org.deeplearning4j.nn.conf.graph.GraphVertex vertex, Size... in) {
    String type = vertex.getClass().getSimpleName();
    long sum = 0;
    long largest = 0;
    for (Size size : in) {
      if (size.values == 0) {
        return Size.UNKNOWN;
      }
      sum += size.values;
      largest = Math.max(largest, size.values);
    }
    if (type.equals("MergeVertex")) {
      return new Size(sum, in.length == 1 ? in[0].origin : merged(name, in));
    }
    if (vertex instanceof SubsetVertex subset) {
      return new Size(subset.getTo() - subset.getFrom() + 1L, merged(name, in));
    }
    return KEEP_SIZE.contains(type) ? new Size(largest, merged(name, in)) : Size.UNKNOWN;
  }

  private static String merged(String name, Size... in) {
    StringBuilder origins = new StringBuilder();
    for (Size size : in) {
      origins.append(origins.length() == 0 ? "" : ", ").append(size.origin);
    }
    return name + " gets " + origins;
  }
}
