package io.github.tbptt4j.internal.train.update;

import io.github.tbptt4j.internal.nativemem.Floats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The update of all parameters of a network, where DL4J keeps them: parameters, gradient and
 * updater state are DL4J's own arrays, so that a network saved afterwards goes on in {@code fit}.
 */
public final class DirectUpdate {
  private final BaseMultiLayerUpdater<?> updater;
  private final INDArray parameterArray;
  private final List<UpdateBlock> blocks = new ArrayList<>();

  /**
   * The update of a network.
   *
   * @param updater DL4J's, without an {@link #obstacle}
   * @param parameters all parameters
   */
  public DirectUpdate(BaseMultiLayerUpdater<?> updater, INDArray parameters) {
    this.updater = updater;
    this.parameterArray = parameters;
    Floats all = Floats.of(parameters);
    Floats gradients = Floats.of(updater.getFlattenedGradientsView());
    INDArray view = updater.getStateViewArray();
    Floats states = view == null ? null : Floats.of(view);
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      blocks.add(new UpdateBlock(block, schedule(block).orElseThrow(), all, gradients, states));
    }
  }

  /**
   * Why a network needs DL4J's own updater.
   *
   * @param updater DL4J's
   * @param parameters all parameters
   * @param layers of the network
   * @return a reason, empty where there is none
   */
  public static Optional<String> obstacle(
      BaseMultiLayerUpdater<?> updater, INDArray parameters, Trainable[] layers) {
    INDArray view = updater.getStateViewArray();
    if (!Floats.areIn(parameters) || view != null && !Floats.areIn(view)) {
      return Optional.of("the parameters are " + parameters.dataType() + ", not FLOAT on the CPU");
    }
    for (Trainable layer : layers) {
      GradientNormalization normalization =
          layer.getConfig() == null ? null : layer.getConfig().getGradientNormalization();
      if (normalization != null && normalization != GradientNormalization.None) {
        return Optional.of("a layer has gradientNormalization " + normalization);
      }
    }
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      if (block.skipDueToPretrainConfig(false)) {
        return Optional.of("a layer has parameters for pretraining");
      }
      if (schedule(block).isEmpty()) {
        return Optional.of(
            "there is no direct update for " + config(block).getClass().getSimpleName());
      }
    }
    return Optional.empty();
  }

  private static org.nd4j.linalg.learning.config.IUpdater config(UpdaterBlock block) {
    return block.getGradientUpdater().getConfig();
  }

  private static Optional<Updaters.Schedule> schedule(UpdaterBlock block) {
    return Updaters.of(config(block));
  }

  /**
   * Whether this is still the update of a network.
   *
   * @param current its updater
   * @param parameters its parameters
   * @return false if either is another object now
   */
  public boolean isOf(BaseMultiLayerUpdater<?> current, INDArray parameters) {
    return updater == current && parameterArray == parameters;
  }

  /**
   * Updates the parameters. The gradient becomes what was subtracted.
   *
   * @param scale what the gradient is multiplied by first
   * @param iteration updates before this one
   * @param epoch epochs before this one
   */
  public void apply(double scale, int iteration, int epoch) {
    for (UpdateBlock block : blocks) {
      block.apply((float) scale, iteration, epoch);
    }
  }
}
