package io.github.tbptt4j.benchmark;

import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.kernel.Window;
import io.github.tbptt4j.internal.kernel.WindowKernel;
import io.github.tbptt4j.internal.kernel.WindowLayers;
import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.internal.kernels.OutputKernels;
import io.github.tbptt4j.internal.kernels.WindowKernels;
import io.github.tbptt4j.internal.train.ParameterSnapshot;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The kernels alone on the window of an update, together as the trainer runs them and one after the
 * other as layers do, and what keeps an update that fails from being lost.
 */
final class WindowStages {
  private static final double PROBABILITY_CLIPPING = 1e-10;

  private final Case one;
  private final RnnKernel kernel;
  private final OutputKernel output;
  private final RnnWeights weights;
  private final OutputWeights outputWeights;
  private final RnnGradients gradients;
  private final OutputGradients outputGradients;
  private final PassMemory memory = new PassMemory();
  private final Scratch scratch = new Scratch();
  private final INDArray entering;
  private final INDArray input;
  private final INDArray labels;
  private final INDArray error;
  private final MultiLayerNetwork network;
  private final WindowKernel together;
  private ParameterSnapshot before;
  private Tape tape;

  WindowStages(Case one) {
    this.one = one;
    CaseData data = CaseData.of(one);
    network = Family.OURS.characterModel(one, data);
    weights =
        new RnnWeights(
            network.getParam("0_W"),
            network.getParam("0_RW"),
            network.getParam("0_b"),
            ((org.deeplearning4j.nn.conf.layers.BaseLayer) network.getLayer(0).conf().getLayer())
                .getActivationFn());
    outputWeights =
        new OutputWeights(network.getParam("1_W"), Optional.of(network.getParam("1_b")));
    kernel = Kernels.choose(DataType.FLOAT, weights.activation());
    output = OutputKernels.choose(DataType.FLOAT).orElseThrow();
    entering = Nd4j.zeros(DataType.FLOAT, one.minibatch(), one.nOut());
    boolean indexed = one.readsSymbols();
    float[] x = indexed ? floats(data.symbols()) : data.x();
    int width = indexed ? 1 : one.nIn();
    input =
        Nd4j.create(x, new long[] {one.steps(), one.minibatch(), width}, 'c')
            .get(NDArrayIndex.interval(0, one.k2()))
            .dup('c');
    labels =
        Nd4j.create(floats(data.nextSymbols()), new long[] {one.steps(), one.minibatch(), 1}, 'c')
            .get(NDArrayIndex.interval(one.k2() - one.k1(), one.k2()))
            .permute(1, 2, 0);
    error = Nd4j.zeros(DataType.FLOAT, one.k2(), one.minibatch(), one.nOut());
    gradients =
        new RnnGradients(
            Nd4j.create(DataType.FLOAT, weights.w().shape(), 'f'),
            Nd4j.create(DataType.FLOAT, weights.rw().shape(), 'f'),
            Nd4j.create(DataType.FLOAT, weights.b().shape(), 'f'),
            null);
    outputGradients =
        new OutputGradients(
            Nd4j.create(DataType.FLOAT, outputWeights.w().shape(), 'f'),
            Optional.of(Nd4j.create(DataType.FLOAT, 1, outputWeights.w().size(1))),
            owned(error));
    WindowLayers layers =
        new WindowLayers(
            List.of(new WindowLayers.Recurrent(weights, gradients, Double.POSITIVE_INFINITY)),
            indexed ? 1 : 0,
            outputWeights,
            outputGradients.w(),
            outputGradients.b());
    together = WindowKernels.choose(layers).orElse(null);
  }

  /** Whether there is a kernel of whole windows here. */
  boolean canRunTogether() {
    return together != null;
  }

  /** Forward, loss and backward in one go. */
  void together() {
    Targets targets = Targets.ofIndices(labels, one.nIn(), null, PROBABILITY_CLIPPING);
    together.train(
        new WindowKernel.Window(input, null, Collections.singletonList(null), targets, null));
  }

  /** Copies what an update changes, as each call of the trainer does before its first one. */
  void undo() {
    before = before == null ? ParameterSnapshot.of(network) : before.renewed(network);
  }

  private static float[] floats(int... values) {
    float[] all = new float[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i];
    }
    return all;
  }

  /** The rows of the steps whose losses belong to the window. */
  private INDArray owned(INDArray sequence) {
    return sequence
        .get(NDArrayIndex.interval(one.k2() - one.k1(), one.k2()))
        .reshape('c', (long) one.k1() * one.minibatch(), one.nOut());
  }

  void forward() {
    tape =
        Tape.blank(memory, entering, one.k2(), one.nIn(), one.readsSymbols() ? 1 : 0, false, false);
    tape.input().assign(input);
    kernel.forward(weights, tape, true);
  }

  void loss() {
    Targets targets = Targets.ofIndices(labels, one.nIn(), null, PROBABILITY_CLIPPING);
    output.gradients(outputWeights, owned(tape.state()), targets, outputGradients, scratch);
  }

  void backward() {
    Window window = new Window(0, one.k2() - one.k1(), one.k2());
    kernel.backward(weights, tape, error, List.of(window), Double.POSITIVE_INFINITY, gradients);
  }
}
