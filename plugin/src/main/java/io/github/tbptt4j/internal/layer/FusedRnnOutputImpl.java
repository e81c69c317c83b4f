package io.github.tbptt4j.internal.layer;

import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.kernels.OutputKernels;
import io.github.tbptt4j.internal.nativemem.SequenceCopy;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * DL4J's output layer for sequences with a fast way for softmax and cross entropy: one pass for
 * loss and gradients, arrays with time first and not copied. All else goes DL4J's way.
 */
public final class FusedRnnOutputImpl extends RnnOutputLayer {
  private static final long serialVersionUID = 1L;

  /** Goes with the layer. */
  private final transient Scratch scratch = new Scratch();

  /** The mask as it was set; DL4J keeps it as a column. */
  private transient INDArray givenMask;

  /** The sum of losses that the last backward pass found, until somebody asks for it. */
  private transient Double lossOfPass;

  /**
   * A layer without parameters yet.
   *
   * @param conf configuration of the layer in its network
   * @param dataType data type of the network
   */
  public FusedRnnOutputImpl(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr workspaceMgr) {
    super.setInput(input, workspaceMgr);
    lossOfPass = null;
  }

  @Override
  public void setLabels(INDArray labels) {
    if (labels != this.labels) {
      lossOfPass = null;
    }
    super.setLabels(labels);
  }

  /**
   * {@inheritDoc}
   *
   * <p>DL4J's graph sets the mask a second time between the backward pass and the score.
   */
  @Override
  public void setMaskArray(INDArray maskArray) {
    if (maskArray != null && maskArray.rank() != 2 && maskArray.rank() != 3) {
      throw new IllegalArgumentException(
          "The labels' mask has shape "
              + Arrays.toString(maskArray.shape())
              + ": it must be [examples, time steps], or [examples, nOut, time steps] "
              + layerId()
              + ".");
    }
    if (maskArray != givenMask) {
      lossOfPass = null;
    }
    super.setMaskArray(maskArray);
    givenMask = maskArray;
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatchSize) {
    if (mask != null && mask.rank() != 2) {
      throw new IllegalArgumentException(
          "The features' mask has shape "
              + Arrays.toString(mask.shape())
              + ": it must be [examples, time steps] "
              + layerId()
              + ".");
    }
    return super.feedForwardMaskArray(mask, state, minibatchSize);
  }

  @Override
  public void clear() {
    super.clear();
    givenMask = null;
    lossOfPass = null;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    if (!training && format() == RNNFormat.NWC) {
      Dl4jCaller.refuseEvaluationOfNwc(layerId());
    }
    OutputKernel kernel = softmaxKernel().orElse(null);
    if (kernel == null || input.rank() != 3) {
      return super.activate(training, workspaceMgr);
    }
    checks().input(input);
    OutputChecks.mask(givenMask, input, layerConf().getNOut(), format(), layerId());
    INDArray x = rows(ArrayType.FF_WORKING_MEM, workspaceMgr);
    long nOut = layerConf().getNOut();
    INDArray p =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, new long[] {x.size(0), nOut}, 'f');
    kernel.probabilities(weights(training, workspaceMgr), x, p);
    if (maskArray != null) {
      applyMaskTo(p);
    }
    // [T * minibatch, nOut] -> [minibatch, T, nOut]
    INDArray sequences = p.reshape('f', input.size(0), x.size(0) / input.size(0), nOut);
    return format() == RNNFormat.NWC ? sequences : sequences.permute(0, 2, 1);
  }

  /** As DL4J's layer does; AbstractLayer's own method knows masks of steps only. */
  private void applyMaskTo(INDArray p) {
    INDArray mask = maskArray.castTo(p.dataType());
    if (mask.size(1) == 1) {
      Broadcast.mul(p, mask.reshape(mask.length()), p, 0);
    } else {
      p.muli(mask);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>DL4J forgets the masks of a minibatch only where all goes well, and would use that of a
   * minibatch that is refused here for the next one, too.
   */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    try {
      return gradients(epsilon, workspaceMgr);
    } catch (RuntimeException e) {
      setMaskArray(null);
      throw e;
    }
  }

  private Pair<Gradient, INDArray> gradients(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    requireFitting();
    lossOfPass = null;
    OutputKernel kernel = crossEntropyKernel().orElse(null);
    if (kernel == null) {
      requireIndices(workspaceMgr);
      return super.backpropGradient(epsilon, workspaceMgr);
    }
    Targets targets = targets();
    INDArray x = withDropout(rows(ArrayType.BP_WORKING_MEM, workspaceMgr), true, workspaceMgr);
    INDArray dx =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
    INDArray dw = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    Optional<INDArray> db = bias(gradientViews.get(DefaultParamInitializer.BIAS_KEY));
    lossOfPass =
        sum(
            kernel.gradients(
                weights(true, workspaceMgr), x, targets, new OutputGradients(dw, db, dx), scratch));
    weightNoiseParams.clear();

    Gradient result = new DefaultGradient();
    result.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, dw);
    db.ifPresent(b -> result.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, b));
    return new Pair<>(result, sequences(backpropDropOutIfPresent(dx)));
  }

  /**
   * {@inheritDoc}
   *
   * <p>In training this is the loss that the backward pass has differentiated, with its dropout and
   * weight noise, and costs nothing.
   */
  @Override
  public double computeScore(
      double fullNetRegTerm, boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (input == null || labels == null) {
      throw new IllegalStateException(
          "Cannot calculate score without input and labels " + layerId());
    }
    requireFitting();
    Double known = training ? lossOfPass : null;
    lossOfPass = null;
    OutputKernel kernel = crossEntropyKernel().orElse(null);
    if (kernel == null) {
      return super.computeScore(fullNetRegTerm, training, workspaceMgr);
    }
    double sum = known != null ? known : sum(losses(kernel, training, workspaceMgr));
    score = (conf().isMiniBatch() ? sum / getInputMiniBatchSize() : sum) + fullNetRegTerm;
    return score;
  }

  @Override
  public INDArray computeScoreForExamples(double fullNetRegTerm, LayerWorkspaceMgr workspaceMgr) {
    if (input == null || labels == null) {
      throw new IllegalStateException(
          "Cannot calculate score without input and labels " + layerId());
    }
    requireFitting();
    OutputKernel kernel = crossEntropyKernel().orElse(null);
    if (kernel == null) {
      return super.computeScoreForExamples(fullNetRegTerm, workspaceMgr);
    }
    double[] losses = losses(kernel, false, workspaceMgr);
    INDArray scores =
        workspaceMgr.create(ArrayType.ACTIVATIONS, dataType, getInputMiniBatchSize(), 1);
    double[] sums = new double[getInputMiniBatchSize()];
    for (int r = 0; r < losses.length; r++) {
      sums[r % sums.length] += losses[r];
    }
    for (int example = 0; example < sums.length; example++) {
      scores.putScalar(example, 0, sums[example] + fullNetRegTerm);
    }
    return scores;
  }

  /** DL4J's losses know one-hot labels only, its sparse loss indices only. */
  @Override
  protected INDArray getLabels2d(LayerWorkspaceMgr workspaceMgr, ArrayType arrayType) {
    INDArray labels2d = super.getLabels2d(workspaceMgr, arrayType);
    if (!areIndices()) {
      return labels2d;
    }
    int nOut = Math.toIntExact(layerConf().getNOut());
    double[] indices = OutputChecks.indices(labels2d, maskArray, nOut, labels.size(0), layerId());
    if (layerConf().getLossFn() instanceof LossSparseMCXENT) {
      return Nd4j.createFromArray(indices).castTo(dataType).reshape(indices.length, 1);
    }
    INDArray oneHot = workspaceMgr.create(arrayType, dataType, indices.length, nOut);
    for (int r = 0; r < indices.length; r++) {
      oneHot.putScalar(r, (int) indices[r], 1.0);
    }
    return oneHot;
  }

  /** DL4J's way takes the layer's input apart, and leaves it so where it fails. */
  private void requireIndices(LayerWorkspaceMgr workspaceMgr) {
    if (areIndices()) {
      getLabels2d(workspaceMgr, ArrayType.BP_WORKING_MEM);
    }
  }

  private double[] losses(OutputKernel kernel, boolean training, LayerWorkspaceMgr workspaceMgr) {
    Targets targets = targets();
    INDArray x = withDropout(rows(ArrayType.FF_WORKING_MEM, workspaceMgr), training, workspaceMgr);
    return kernel.losses(weights(training, workspaceMgr), x, targets);
  }

  /** The kernel that computes the probabilities, empty for DL4J's way. */
  private Optional<OutputKernel> softmaxKernel() {
    return layerConf().getActivationFn().getClass() == ActivationSoftmax.class
        ? OutputKernels.choose(dataType)
        : Optional.empty();
  }

  /** The kernel that computes this loss under this mask, empty for DL4J's way. */
  private Optional<OutputKernel> crossEntropyKernel() {
    boolean known =
        layerConf().getLossFn() instanceof LossMCXENT loss
            && OutputChecks.isPlain(loss)
            && input.rank() == 3
            && OutputChecks.isPerRow(maskArray);
    Optional<OutputKernel> kernel = known ? softmaxKernel() : Optional.empty();
    if (kernel.isEmpty()) {
      OutputChecks.zeroOrOne(maskArray, layerId());
    }
    return kernel;
  }

  private Targets targets() {
    INDArray ncw = format() == RNNFormat.NWC ? labels.permute(0, 2, 1) : labels;
    double[] weights = OutputChecks.weights(maskArray, layerId());
    double clipping = ((LossMCXENT) layerConf().getLossFn()).getSoftmaxClipEps();
    return areIndices()
        ? Targets.ofIndices(ncw, Math.toIntExact(layerConf().getNOut()), weights, clipping)
        : Targets.ofDistributions(ncw, weights, clipping);
  }

  /** That input, labels and mask go together, whichever way is taken. */
  private void requireFitting() {
    long nOut = layerConf().getNOut();
    checks().input(input);
    OutputChecks.labels(labels, input, nOut, layerConf().getLossFn(), format(), layerId());
    OutputChecks.mask(givenMask, input, nOut, format(), layerId());
  }

  private boolean areIndices() {
    ILossFunction loss = layerConf().getLossFn();
    return loss instanceof LossSparseMCXENT
        || (OutputChecks.takesIndices(loss)
            && layerConf().getNOut() > 1
            && labels.size(TimeMajor.sizeDimension(format())) == 1);
  }

  /** The input as [T * minibatch, nIn] in c order, not copied where it is so already. */
  private INDArray rows(ArrayType copies, LayerWorkspaceMgr workspaceMgr) {
    INDArray view = TimeMajor.view(input.castTo(dataType), format());
    INDArray timeMajor =
        SequenceCopy.isContiguous(view) ? view : workspaceMgr.dup(copies, view, 'c');
    return timeMajor.reshape('c', view.size(0) * view.size(1), view.size(2));
  }

  /** [T * minibatch, nIn] as the sequences that came in. */
  private INDArray sequences(INDArray rows) {
    long minibatch = input.size(0);
    INDArray timeMajor = rows.reshape('c', rows.size(0) / minibatch, minibatch, rows.size(1));
    return format() == RNNFormat.NWC ? timeMajor.permute(1, 0, 2) : timeMajor.permute(1, 2, 0);
  }

  /**
   * DL4J's dropout works on the field, and in place where it may: the layer below keeps its own.
   */
  private INDArray withDropout(INDArray x, boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (!training || dropoutApplied || layerConf().getIDropout() == null) {
      return x;
    }
    INDArray given = input;
    boolean inPlace = inputModificationAllowed;
    try {
      input = x;
      inputModificationAllowed = false;
      applyDropOutIfNecessary(true, workspaceMgr);
      return input;
    } finally {
      input = given;
      inputModificationAllowed = inPlace;
    }
  }

  private OutputWeights weights(boolean training, LayerWorkspaceMgr workspaceMgr) {
    return new OutputWeights(
        getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaceMgr),
        hasBias()
            ? Optional.of(
                getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, workspaceMgr))
            : Optional.empty());
  }

  private Optional<INDArray> bias(INDArray array) {
    return hasBias() ? Optional.of(array) : Optional.empty();
  }

  private RNNFormat format() {
    RNNFormat configured = layerConf().getRnnDataFormat();
    return configured == null ? RNNFormat.NCW : configured;
  }

  private LayerChecks checks() {
    return new LayerChecks(layerId(), layerConf().getNIn(), layerConf().getNOut(), format());
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
