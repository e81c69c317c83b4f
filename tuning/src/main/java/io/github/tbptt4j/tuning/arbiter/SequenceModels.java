package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.Target;
import java.util.Arrays;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Vanilla RNNs that fit some data, ready to be searched: tanh layers with orthogonal recurrent
 * weights, Adam, and an output at each time step, softmax with cross entropy for classes and
 * identity with squared error for values.
 *
 * <pre>{@code
 * SequenceModels.of(data).hidden(64, 128).learningRate(2e-3).clipGlobalNorm(1.0).trainer(truncations)
 * }</pre>
 */
public final class SequenceModels {
  private final SequenceData data;
  private ParameterSpace<Integer> hidden = new FixedValue<>(128);
  private ParameterSpace<Double> learningRate = new FixedValue<>(2e-3);
  private ParameterSpace<Double> clipGlobalNorm;
  private ParameterSpace<IWeightInit> recurrentInit = new FixedValue<>(RecurrentInit.orthogonal());
  private int layers = 1;

  private SequenceModels(SequenceData data) {
    this.data = data;
  }

  /**
   * Models for some data.
   *
   * @param data their sizes and target
   * @return models with one layer of 128 units, learning rate 0.002, no clipping
   */
  public static SequenceModels of(SequenceData data) {
    return new SequenceModels(data);
  }

  /**
   * Sets the size of the recurrent layers.
   *
   * @param units one value, or several to choose from
   * @return this
   */
  public SequenceModels hidden(Integer... units) {
    return hidden(choice("hidden", units));
  }

  /**
   * Sets the size of the recurrent layers.
   *
   * @param units such as an IntegerParameterSpace
   * @return this
   */
  public SequenceModels hidden(ParameterSpace<Integer> units) {
    this.hidden = units;
    return this;
  }

  /**
   * Sets Adam's learning rate.
   *
   * @param rates one value, or several to choose from
   * @return this
   */
  public SequenceModels learningRate(Double... rates) {
    return learningRate(choice("learningRate", rates));
  }

  /**
   * Sets Adam's learning rate.
   *
   * @param rates such as a ContinuousParameterSpace of a LogUniformDistribution
   * @return this
   */
  public SequenceModels learningRate(ParameterSpace<Double> rates) {
    this.learningRate = rates;
    return this;
  }

  /**
   * Clips the norm of the gradient over the whole network.
   *
   * @param thresholds one value, or several to choose from
   * @return this
   */
  public SequenceModels clipGlobalNorm(Double... thresholds) {
    return clipGlobalNorm(choice("clipGlobalNorm", thresholds));
  }

  /**
   * Clips the norm of the gradient over the whole network.
   *
   * @param thresholds such as a ContinuousParameterSpace of a LogUniformDistribution
   * @return this
   */
  public SequenceModels clipGlobalNorm(ParameterSpace<Double> thresholds) {
    this.clipGlobalNorm = thresholds;
    return this;
  }

  /**
   * Sets the initialisation of the recurrent weights.
   *
   * @param initialisations one, or several to choose from
   * @return this
   */
  public SequenceModels recurrentInit(IWeightInit... initialisations) {
    this.recurrentInit = choice("recurrentInit", initialisations);
    return this;
  }

  /**
   * Sets the number of recurrent layers.
   *
   * @param layers at least 1
   * @return this
   */
  public SequenceModels layers(int layers) {
    if (layers < 1) {
      throw new IllegalArgumentException("layers (" + layers + ") must be at least 1.");
    }
    this.layers = layers;
    return this;
  }

  private static <T> ParameterSpace<T> choice(String name, T[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(name + " needs at least one value.");
    }
    return values.length == 1
        ? new FixedValue<>(values[0])
        : new DiscreteParameterSpace<>(Arrays.asList(values));
  }

  /**
   * Has TruncatedBpttTrainer train them: windows over the whole network, one update every k1 steps.
   *
   * @param truncations such as a {@link TruncationSpace}, or {@link TruncationKinds}
   * @return the space
   */
  public CandidateSpace trainer(ParameterSpace<? extends Truncation> truncations) {
    return clipped(CandidateSpace.trainer(network(null), truncations));
  }

  /**
   * Has DL4J's {@code fit} train them, one update a minibatch: the layers truncate, all of them
   * alike.
   *
   * @param truncations such as a {@link TruncationSpace}
   * @return the space
   */
  public CandidateSpace fit(ParameterSpace<TruncatedBptt> truncations) {
    return clipped(CandidateSpace.fit(network(truncations)));
  }

  private CandidateSpace clipped(CandidateSpace space) {
    return clipGlobalNorm == null ? space : space.clipGlobalNorm(clipGlobalNorm);
  }

  private MultiLayerSpace network(ParameterSpace<TruncatedBptt> layerTruncation) {
    MultiLayerSpace.Builder network =
        new MultiLayerSpace.Builder()
            .updater(AdamUpdaterSpace.withLearningRate(learningRate))
            .weightInit(WeightInit.XAVIER)
            .setInputType(InputType.recurrent(data.inputSize()));
    for (int i = 0; i < layers; i++) {
      network.addLayer(
          new VanillaRnnLayerSpace.Builder()
              .nOut(hidden)
              .truncatedBptt(layerTruncation)
              .weightInitRecurrent(recurrentInit)
              .build());
    }
    return network.layer(output()).build();
  }

  private RnnOutputLayer output() {
    boolean classes = data.target() == Target.CLASSES;
    return new FusedRnnOutputLayer.Builder(classes ? LossFunction.MCXENT : LossFunction.MSE)
        .nOut(data.outputSize())
        .activation(classes ? Activation.SOFTMAX : Activation.IDENTITY)
        .build();
  }
}
