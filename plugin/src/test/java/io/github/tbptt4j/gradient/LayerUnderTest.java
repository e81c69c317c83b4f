package io.github.tbptt4j.gradient;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A single layer, without a network around it, with a surrogate's data. */
final class LayerUnderTest {
  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

  private final VanillaRnnImpl layer;
  private final RNNFormat format;
  private final Surrogate data;

  LayerUnderTest(VanillaRnn.Builder builder, RNNFormat format, Surrogate data) {
    this.format = format;
    this.data = data;
    VanillaRnn conf = builder.nIn(data.nIn).nOut(data.nOut).dataFormat(format).build();
    NeuralNetConfiguration netConf =
        new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).layer(conf).build();
    INDArray params = Nd4j.create(DataType.DOUBLE, 1, data.theta.length);
    layer =
        (VanillaRnnImpl)
            netConf.getLayer().instantiate(netConf, List.of(), 0, params, true, DataType.DOUBLE);
    layer.setBackpropGradientsViewArray(
        Nd4j.valueArrayOf(params.shape(), Double.NaN, params.dataType()));
    layer.getParam("W").assign(matrix(data.theta, 0, data.nIn));
    layer.getParam("RW").assign(matrix(data.theta, data.nIn * data.nOut, data.nOut));
    layer.getParam("b").assign(matrix(data.theta, (data.nIn + data.nOut) * data.nOut, 1));
  }

  private INDArray matrix(double[] theta, int offset, int rows) {
    double[] part = Arrays.copyOfRange(theta, offset, offset + rows * data.nOut);
    return Nd4j.createFromArray(part).reshape('c', new long[] {rows, data.nOut});
  }

  VanillaRnnImpl layer() {
    return layer;
  }

  /** A whole sequence in one call, from a zero state. */
  Gradients standard() {
    INDArray x = dl4j(data.x);
    layer.setMaskArray(mask(0, data.steps));
    layer.activate(x, true, NO_WORKSPACES);
    return backward();
  }

  /** The history and then the segment as DL4J's BackpropType.TruncatedBPTT hands them over. */
  Gradients afterSegments(int... lengthsOfHistory) {
    layer.rnnClearPreviousState();
    layer.rnnSetTBPTTState(Map.of("prevAct", Nd4j.createFromArray(data.h0)));
    int from = 0;
    for (int length : lengthsOfHistory) {
      segment(from, from + length);
      layer.backpropGradient(dl4j(new double[length][data.minibatch][data.nOut]), NO_WORKSPACES);
      from += length;
    }
    segment(from, data.history + data.steps);
    return backward();
  }

  private void segment(int from, int to) {
    layer.setMaskArray(mask(from, to));
    INDArray x = dl4j(Arrays.copyOfRange(data.x, from, to));
    layer.rnnActivateUsingStoredState(x, true, true, NO_WORKSPACES);
    layer.rnnSetPreviousState(layer.rnnGetTBPTTState());
  }

  private Gradients backward() {
    var result = layer.backpropGradient(dl4j(data.c), NO_WORKSPACES);
    INDArray w = result.getFirst().getGradientFor("W");
    INDArray rw = result.getFirst().getGradientFor("RW");
    INDArray b = result.getFirst().getGradientFor("b");
    INDArray theta =
        Nd4j.concat(
            0, Nd4j.toFlattened('c', w), Nd4j.toFlattened('c', rw), Nd4j.toFlattened('c', b));
    INDArray dx = result.getSecond();
    INDArray timeMajor = format == RNNFormat.NWC ? dx.permute(1, 0, 2) : dx.permute(2, 0, 1);
    return new Gradients(theta.toDoubleVector(), Nd4j.toFlattened('c', timeMajor).toDoubleVector());
  }

  /** [T][minibatch][size] in the layer's format. */
  private INDArray dl4j(double[][][] tensor) {
    INDArray timeMajor = Nd4j.createFromArray(tensor);
    return format == RNNFormat.NWC ? timeMajor.permute(1, 0, 2) : timeMajor.permute(1, 2, 0);
  }

  private INDArray mask(int from, int to) {
    INDArray timeMajor = Nd4j.createFromArray(Arrays.copyOfRange(data.mask, from, to));
    return timeMajor.sumNumber().intValue() == timeMajor.length() ? null : timeMajor.transpose();
  }

  /** Gradients in the surrogate's order. */
  record Gradients(double[] theta, double[] input) {}
}
