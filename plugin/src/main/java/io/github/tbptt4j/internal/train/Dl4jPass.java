package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.train.cell.ErrorFlow;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.recurrent.RnnLossLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A window by DL4J's layers, the recurrent ones made to begin with the state that enters. Runs
 * every network that can be trained in windows at all.
 */
final class Dl4jPass implements WindowPass {
  private static final int[] TWICE = {0, 0};

  private final TrainableNetwork network;
  private final ToDoubleFunction<VanillaRnnImpl> lambdas;

  Dl4jPass(TrainableNetwork network, ToDoubleFunction<VanillaRnnImpl> lambdas) {
    this.network = network;
    this.lambdas = lambdas;
  }

  @Override
  public Chunk bring(Chunk minibatch) {
    return minibatch;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Without masks of the user's it is what DL4J itself would mask the loss with: RnnLossLayer
   * takes the feature mask, RnnOutputLayer doesn't.
   */
  @Override
  public OwnedLosses losses(Chunk steps, int firstError) {
    INDArray[] masks = steps.labelMasks().clone();
    if (steps.labelsOfSequences()) {
      return OwnedLosses.of(steps, firstError, masks);
    }
    INDArray[] implied = impliedMasks(steps);
    for (int i = 0; i < masks.length; i++) {
      if (masks[i] == null && implied[i] != null) { // one value below the other
        masks[i] = implied[i];
      }
    }
    return OwnedLosses.of(steps, firstError, masks);
  }

  private INDArray[] impliedMasks(Chunk steps) {
    if (haveSingleValue(steps)) {
      return Arrays.stream(impliedMasks(steps.rows(TWICE)))
          .map(mask -> mask == null ? null : Chunk.rows(mask, new int[] {0}))
          .toArray(INDArray[]::new);
    }
    try {
      network.clearMasks();
      network.setMasks(featureMasks(steps), null);
      return Arrays.stream(network.outputLayers())
          .map(Layer::getMaskArray)
          .map(mask -> mask == null ? null : mask.reshape('f', steps.examples(), steps.steps()))
          .toArray(INDArray[]::new);
    } finally {
      network.clearMasks();
    }
  }

  @Override
  public Result run(OwnedLosses owned, NetworkState entering, double[] carry) {
    return run(owned, entering, new ErrorFlow(carry, null));
  }

  /** Runs a window forward and backward, with a say in what is done with errors. */
  Result run(OwnedLosses owned, NetworkState entering, ErrorFlow flow) {
    Chunk chunk = owned.steps();
    LabelMasks masks = LabelMasks.of(owned, network.model().params().dataType());
    if (!masks.haveSingleValue() && !haveSingleValue(chunk)) {
      return run(chunk, masks, owned.counts(), entering, flow);
    }
    Result both =
        run(
            chunk.rows(TWICE),
            masks.withMaskedCopy(network.model().params().dataType()),
            owned.counts(),
            entering.rows(TWICE),
            flow);
    network.setArrays(chunk);
    return new Result(
        both.losses(),
        score(both.losses(), 1, both.regularization()),
        both.regularization(),
        both.omega(),
        both.leaving().rows(new int[] {0}));
  }

  private Result run(
      Chunk chunk, LabelMasks masks, double[] counts, NetworkState entering, ErrorFlow flow) {
    network.gradientView(); // DL4J makes it late, but the layers of a window share it
    try (LayerSwap swap = new LayerSwap(network, entering, flow, lambdas)) {
      network.setArrays(chunk);
      network.clearMasks();
      network.setMasks(featureMasks(chunk), masks.arrays());
      network.computeGradientAndScore();
      double regularization = network.regularization();
      return new Result(
          new Losses(lossSums(chunk.examples(), regularization), counts),
          network.score(),
          regularization,
          swap.omega(),
          swap.leaving());
    } catch (DL4JInvalidInputException e) {
      throw new IllegalArgumentException(
          "The minibatch doesn't fit the network: " + e.getMessage(), e);
    } finally {
      network.clearMasks();
    }
  }

  @Override
  public NetworkState advance(Chunk steps, NetworkState entering) {
    if (haveSingleValue(steps)) {
      return advance(steps.rows(TWICE), entering.rows(TWICE)).rows(new int[] {0});
    }
    try (LayerSwap swap = new LayerSwap(network, entering, ErrorFlow.PLAIN, lambdas)) {
      network.clearMasks();
      network.feedForward(steps);
      // Weight noise is drawn once for a forward and its backward pass: there is none here.
      for (Layer layer : network.layers()) {
        layer.clearNoiseWeightParams();
      }
      return swap.leaving();
    } finally {
      network.clearMasks();
    }
  }

  @Override
  public void begin() {}

  @Override
  public void passBy(boolean[] passed) {
    if (network.pools()) {
      throw new IllegalStateException(
          "Global pooling looks at all time steps of a sequence, but k2 reaches back over a part of"
              + " them: DL4J's layer can't tell the steps before. Give k2 at least the length of"
              + " the sequences, or a network that goes the direct path"
              + " (TruncatedBpttTrainer.path() says why this one doesn't).");
    }
  }

  // The outputs' losses without penalties, which DL4J adds to the first.
  private double[] lossSums(int examples, double regularization) {
    Layer[] outputs = network.outputLayers();
    double[] sums = new double[outputs.length];
    for (int i = 0; i < sums.length; i++) {
      double score = LayerRules.inner(outputs[i]).score() - (i == 0 ? regularization : 0);
      sums[i] = averages(outputs[i]) ? score * examples : score;
    }
    return sums;
  }

  @Override
  public double score(Losses losses, int examples, double regularization) {
    Layer[] outputs = network.outputLayers();
    double score = regularization;
    for (int i = 0; i < outputs.length; i++) {
      score += averages(outputs[i]) ? losses.sums()[i] / examples : losses.sums()[i];
    }
    return score;
  }

  // RnnLossLayer divides by the number of examples whatever miniBatch says.
  private boolean averages(Layer output) {
    return network.isMiniBatch() || LayerRules.inner(output) instanceof RnnLossLayer;
  }

  /** DL4J refuses a mask of one step of one example on its way through dense layers. */
  private static boolean haveSingleValue(Chunk chunk) {
    return chunk.hasFeatureMask() && chunk.examples() == 1 && chunk.steps() == 1;
  }

  private static INDArray[] featureMasks(Chunk chunk) {
    return chunk.hasFeatureMask() ? chunk.featureMasks() : null;
  }
}
