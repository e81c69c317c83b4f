package io.github.tbptt4j.zoo.training.classify;

import io.github.tbptt4j.GlobalNormClipping;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Every choice of a classifier's training that isn't about its data.
 *
 * @param window how many characters a time step reads: the newest and those before it
 * @param hidden size of the recurrent layer
 * @param activation of the recurrent layer. Tanh suits the mean of the states; their maximum over a
 *     text is soon near 1 for all of them, and its gradient near 0, where ReLU's isn't
 * @param inputScale standard deviation of the initial input weights. A character chooses one row of
 *     them, so that it is the size of what a step reads of it, beside the activation's range
 * @param recurrentGain singular values of the initial recurrent weights
 * @param pooling how the states of all steps become the one that is classified
 * @param keep probability that an element of that one is kept in training (dropout)
 * @param learningRate of Adam at its highest
 * @param clip largest norm of the gradient over all parameters
 * @param minibatches how many, which is how many updates
 * @param seed of the initial weights and of everything drawn at random
 */
public record ClassifierRecipe(
    int window,
    int hidden,
    Activation activation,
    double inputScale,
    double recurrentGain,
    PoolingType pooling,
    double keep,
    double learningRate,
    double clip,
    int minibatches,
    long seed) {
  private static final double WARM_UP = 0.02;
  private static final double FINAL_PART = 0.01;

  /** The same choices with another number of updates. */
  ClassifierRecipe withMinibatches(int other) {
    return new ClassifierRecipe(
        window,
        hidden,
        activation,
        inputScale,
        recurrentGain,
        pooling,
        keep,
        learningRate,
        clip,
        other,
        seed);
  }

  /**
   * The learning rate rises for a short time and falls along half a cosine.
   *
   * @param done the part of the training that is done, 0 to 1
   * @return the learning rate
   */
  double learningRateAt(double done) {
    double warmUp = Math.min(1, (done + FINAL_PART * WARM_UP) / WARM_UP);
    double cosine = (1 + Math.cos(Math.PI * done)) / 2;
    return learningRate * warmUp * (FINAL_PART + (1 - FINAL_PART) * cosine);
  }

  /**
   * A vanilla RNN reads one more character a step; the mean or maximum of its states over the text
   * is classified.
   *
   * @param character size of one character's input
   * @param labels how many labels there are
   * @return the network, initialised
   */
  MultiLayerNetwork network(int character, int labels) {
    int inputs = window * character;
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(learningRate))
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nIn(inputs)
                        .nOut(hidden)
                        .activation(activation)
                        .weightInit(new NormalDistribution(0, inputScale))
                        .weightInitRecurrent(RecurrentInit.orthogonal(recurrentGain))
                        .build())
                .layer(new GlobalPoolingLayer.Builder(pooling).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(labels)
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .dropOut(keep)
                        .build())
                .setInputType(InputType.recurrent(inputs))
                .build());
    network.init();
    network.addListeners(GlobalNormClipping.of(clip));
    return network;
  }
}
