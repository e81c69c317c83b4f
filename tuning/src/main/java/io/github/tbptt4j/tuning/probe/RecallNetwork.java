package io.github.tbptt4j.tuning.probe;

import io.github.tbptt4j.GlobalNormClipping;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The network that is probed: one tanh layer with orthogonal recurrent weights, which neither damp
 * nor amplify what they carry.
 *
 * <p>The weights of the cues begin at zero. A random recurrent layer is a memory by itself (an echo
 * state network): its state would tell the cue for some dozens of steps without any gradient that
 * reaches the cue, and the output layer would learn to read it. With weights of zero no state knows
 * of the cue until a gradient has come back to the step of the cue; what is recalled was learned
 * through time.
 */
final class RecallNetwork {
  private static final int HIDDEN = 32;
  private static final double LEARNING_RATE = 5e-3;
  private static final double LARGEST_GRADIENT_NORM = 1;

  /** Noise is to disturb the memory, not to drown it. */
  private static final double INPUT_SCALE = 0.3;

  private final MultiLayerNetwork network;

  RecallNetwork(TruncatedBptt truncation, long seed) {
    network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(LEARNING_RATE))
                .weightInit(WeightInit.XAVIER)
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nOut(HIDDEN)
                        .activation(Activation.TANH)
                        .weightInitRecurrent(RecurrentInit.orthogonal())
                        .truncation(truncation)
                        .build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(RecallTask.CUES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(RecallTask.SYMBOLS))
                .build());
    network.init();
    network.addListeners(GlobalNormClipping.of(LARGEST_GRADIENT_NORM));
    INDArray inputWeights = network.getParam("0_W").muli(INPUT_SCALE); // [SYMBOLS, HIDDEN]
    cueRows(inputWeights).assign(0);
  }

  private static INDArray cueRows(INDArray inputWeights) {
    return inputWeights.get(NDArrayIndex.interval(0, RecallTask.CUES), NDArrayIndex.all());
  }

  /** {@return whether no gradient has reached a cue yet: then no state can know of it} */
  boolean isBlindToCues() {
    return cueRows(network.getParam("0_W")).norm1Number().doubleValue() == 0;
  }

  void train(DataSet minibatch) {
    network.fit(minibatch);
  }

  /** {@return the share of questions that are answered right} */
  double accuracy(DataSet sequences) {
    INDArray predictions = network.output(sequences.getFeatures(), false);
    Evaluation evaluation = new Evaluation(RecallTask.CUES);
    evaluation.evalTimeSeries(sequences.getLabels(), predictions, sequences.getLabelsMaskArray());
    return evaluation.accuracy();
  }
}
