package io.github.tbptt4j.internal.exchange;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.exchange.OnnxGraph.Attribute;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A chain of layers as an ONNX graph. Within it sequences are [T, B, n], as the operator RNN has
 * them; the input is turned round once, and the output back.
 */
final class OnnxLayers {
  static final String INPUT = "input";
  static final String OUTPUT = "output";
  static final String LENGTHS = "lengths";

  private final OnnxGraph graph = new OnnxGraph();
  private final OnnxOptions options;
  private final List<Link> links;

  private String x; // what the layers so far make: [T, B, n], or [B, n] of one step
  private boolean oneStep;
  private RNNFormat format; // of sequences, as DL4J has them here
  private int recurrent;
  private long nOut;
  private final List<Runnable> stateOutputs = new ArrayList<>();

  OnnxLayers(List<Link> links, OnnxOptions options) {
    this.links = links;
    this.options = options;
  }

  Onnx.GraphProto build() {
    input();
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      takeFormat(link);
      switch (LayerKind.of(link)) {
        case RECURRENT -> recurrent(link, i);
        case LINEAR -> linear(link, i);
        case POOLING -> pooling(link);
        case DROPOUT -> {} // at inference nothing is dropped
      }
    }
    output();
    return graph.build();
  }

  private void input() {
    Link first = links.get(0);
    takeFormat(first);
    if (isIndexed(first)) {
      graph.input(INPUT, Onnx.TensorProto.DataType.INT64, List.of(OnnxGraph.BATCH, OnnxGraph.TIME));
      x = INPUT;
    } else {
      graph.input(INPUT, Onnx.TensorProto.DataType.FLOAT, sequences(nIn()));
      boolean lastIsTime = format == RNNFormat.NCW;
      long[] timeFirst = lastIsTime ? new long[] {2, 0, 1} : new long[] {1, 0, 2};
      x = graph.node("Transpose", List.of(INPUT), new Attribute("perm", timeFirst));
    }
    if (options.lengths()) {
      graph.input(LENGTHS, Onnx.TensorProto.DataType.INT32, List.of(OnnxGraph.BATCH));
    }
  }

  /**
   * How many numbers a layer takes in a graph: its parameters, the second bias of the operator RNN,
   * and a unit matrix where the input is indices.
   */
  static long numbers(Link link) {
    LayerKind kind = LayerKind.of(link);
    if (kind == LayerKind.POOLING || kind == LayerKind.DROPOUT) {
      return 0;
    }
    long nOut = link.inner().getParam("W").size(1);
    return link.inner().numParams()
        + (kind == LayerKind.RECURRENT ? nOut : 0)
        + (isIndexed(link) ? nOut * nOut : 0);
  }

  private static boolean isIndexed(Link link) {
    return link.inner().conf().getLayer() instanceof VanillaRnn rnn && rnn.isIndexInput();
  }

  private long nIn() {
    return links.stream()
        .filter(link -> link.inner().numParams() > 0)
        .findFirst()
        .orElseThrow()
        .inner()
        .getParam("W")
        .size(0);
  }

  private List<Object> sequences(long size) {
    return format == RNNFormat.NCW
        ? List.of(OnnxGraph.BATCH, size, OnnxGraph.TIME)
        : List.of(OnnxGraph.BATCH, OnnxGraph.TIME, size);
  }

  /** The layout that a layer takes sequences in must be that in which they come. */
  private void takeFormat(Link link) {
    if (link.preProcessor() instanceof RnnToFeedForwardPreProcessor rows) {
      require(link, rows.getRnnDataFormat());
    } else if (link.preProcessor() instanceof FeedForwardToRnnPreProcessor sequences) {
      format = sequences.getRnnDataFormat();
    }
    if (link.inner().conf().getLayer() instanceof VanillaRnn rnn) {
      require(link, rnn.getRnnDataFormat());
    } else if (link.inner().conf().getLayer() instanceof RnnOutputLayer output) {
      require(link, output.getRnnDataFormat());
    }
  }

  private void require(Link link, RNNFormat given) {
    RNNFormat taken = given == null ? RNNFormat.NCW : given;
    if (format != null && format != taken) {
      throw LayerKind.refusal(link, "takes sequences as " + taken + ", but they come as " + format);
    }
    format = taken;
  }

  private void recurrent(Link link, int place) {
    if (oneStep) {
      throw LayerKind.refusal(link, "is recurrent behind a layer that leaves one step");
    }
    INDArray w = link.inner().getParam("W");
    long hidden = w.size(1);
    String name = "layer" + place;
    String owner = link.name();
    INDArray input = w.transpose(); // [nIn, nOut] -> [nOut, nIn]
    if (isIndexed(link)) {
      if (place > 0) {
        throw LayerKind.refusal(link, "takes indices from a layer below");
      }
      String table = graph.weights(name + ".W", owner, w, w.size(0), hidden);
      String rows = graph.node("Gather", List.of(table, x), new Attribute("axis", 0L));
      x = graph.node("Transpose", List.of(rows), new Attribute("perm", new long[] {1, 0, 2}));
      input = Nd4j.eye(hidden); // the rows are products already
    }
    INDArray bias =
        Nd4j.concat(
            0, link.inner().getParam("b").reshape(hidden), Nd4j.zeros(w.dataType(), hidden));
    OnnxActivation activation = OnnxActivation.recurrent(link);
    List<String> inputs =
        List.of(
            x,
            graph.weights(name + ".input", owner, input, 1, hidden, input.size(1)),
            graph.weights(
                name + ".recurrent",
                owner,
                link.inner().getParam("RW").transpose(),
                1,
                hidden,
                hidden),
            graph.weights(name + ".bias", owner, bias, 1, 2 * hidden),
            options.lengths() ? LENGTHS : "",
            options.state() ? stateInput(hidden) : "");
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(new Attribute("hidden_size", hidden));
    attributes.add(new Attribute("activations", activation.operator()));
    List<Double> parameters = activation.parameters();
    if (!parameters.isEmpty()) {
      attributes.add(new Attribute("activation_alpha", one(parameters.get(0))));
    }
    if (parameters.size() > 1) {
      attributes.add(new Attribute("activation_beta", one(parameters.get(1))));
    }
    graph.node(
        "RNN",
        inputs,
        List.of(name + ".states", name + ".last"),
        attributes.toArray(Attribute[]::new));
    String last = graph.node("Squeeze", List.of(name + ".last", graph.numbers(0)));
    if (options.state()) {
      String output = "state_out_" + recurrent;
      graph.node("Identity", List.of(last), List.of(output));
      stateOutputs.add(() -> graph.output(output, List.of(OnnxGraph.BATCH, hidden)));
    }
    x =
        link.takesLastStep()
            ? last
            : graph.node("Squeeze", List.of(name + ".states", graph.numbers(1)));
    oneStep = link.takesLastStep();
    recurrent++;
    nOut = hidden;
  }

  private static float[] one(double parameter) {
    return new float[] {(float) parameter};
  }

  private String stateInput(long hidden) {
    String name = "state_in_" + recurrent;
    graph.input(name, Onnx.TensorProto.DataType.FLOAT, List.of(OnnxGraph.BATCH, hidden));
    return graph.node("Unsqueeze", List.of(name, graph.numbers(0)));
  }

  private void linear(Link link, int place) {
    boolean ofSequences = link.inner().conf().getLayer() instanceof RnnOutputLayer;
    if (ofSequences && oneStep) {
      throw LayerKind.refusal(
          link, "is an output of sequences behind a layer that leaves one step");
    }
    INDArray w = link.inner().getParam("W");
    INDArray b = link.inner().getParam("b");
    String name = "layer" + place;
    nOut = w.size(1);
    x = graph.node("MatMul", List.of(x, graph.weights(name + ".W", link.name(), w, w.shape())));
    if (b != null) {
      x = graph.node("Add", List.of(x, graph.weights(name + ".b", link.name(), b, nOut)));
    }
    OnnxActivation activation = OnnxActivation.elementwise(link);
    if (activation != null) {
      List<Attribute> attributes = new ArrayList<>();
      for (int i = 0; i < activation.parameters().size(); i++) {
        float value = activation.parameters().get(i).floatValue();
        attributes.add(new Attribute(i == 0 ? "alpha" : "beta", value));
      }
      x = graph.node(activation.operator(), List.of(x), attributes.toArray(Attribute[]::new));
    }
  }

  private void pooling(Link link) {
    if (oneStep) {
      throw LayerKind.refusal(link, "pools behind a layer that leaves one step");
    }
    x = new OnnxPooling(graph, options.lengths() ? LENGTHS : null, format).of(link, x);
    oneStep = true;
  }

  private void output() {
    Link last = links.get(links.size() - 1);
    boolean rows =
        LayerKind.of(last) == LayerKind.LINEAR
            && !(last.inner().conf().getLayer() instanceof RnnOutputLayer);
    if (rows && !oneStep) {
      throw LayerKind.refusal(last, "gives all time steps as rows: end with an RnnOutputLayer");
    }
    if (oneStep) {
      graph.node("Identity", List.of(x), List.of(OUTPUT));
      graph.output(OUTPUT, List.of(OnnxGraph.BATCH, nOut));
    } else {
      long[] back = format == RNNFormat.NCW ? new long[] {1, 2, 0} : new long[] {1, 0, 2};
      graph.node("Transpose", List.of(x), List.of(OUTPUT), new Attribute("perm", back));
      graph.output(OUTPUT, sequences(nOut));
    }
    stateOutputs.forEach(Runnable::run);
  }
}
