package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.zoo.ContextModels;
import io.github.tbptt4j.zoo.Vocabulary;
import io.github.tbptt4j.zoo.internal.text.Contexts;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Every choice of a character model's training.
 *
 * @param contextBits of a context's hash: 2^bits rows of the embedding
 * @param embedding numbers that a context is read as
 * @param hidden size of the recurrent layer with tanh
 * @param contextDropout probability that a hashed context isn't read
 * @param dropout probability that an element of the state is hidden from the output layer
 * @param streams parallel streams of the text, the minibatch size
 * @param recurrentGain singular values of the initial recurrent weights
 * @param learningRate of Adam at the start
 * @param finalLearningRate where the learning rate falls to, along half a cosine
 * @param clip largest norm of the gradient over all parameters
 * @param stages one after the other
 * @param rare characters that the text has less often than this are unknown
 * @param seed of the initial weights
 */
record TextRecipe(
    int contextBits,
    int embedding,
    int hidden,
    double contextDropout,
    double dropout,
    int streams,
    double recurrentGain,
    double learningRate,
    double finalLearningRate,
    double clip,
    List<Stage> stages,
    int rare,
    long seed) {
  private static final double EMBEDDING_SCALE = 0.3;
  private static final double INPUT_SCALE = 2;

  /**
   * A part of the training.
   *
   * @param text what is read
   * @param truncation k1 and k2
   * @param epochs passes over it
   */
  record Stage(Text text, TruncatedBptt truncation, double epochs) {}

  /** What a stage reads. */
  enum Text {
    /** The book twice and the other novels, so that it learns English. */
    ALL,
    /** The book alone, to end in its manner. */
    BOOK
  }

  /** {@return the learning rate after this part of the training} */
  double learningRateAt(double done) {
    double cosine = (1 + Math.cos(Math.PI * done)) / 2;
    return finalLearningRate + (learningRate - finalLearningRate) * cosine;
  }

  /**
   * A network.
   *
   * @return an embedding of the contexts, which runs through a linear recurrent layer, a vanilla
   *     RNN on it, and a softmax over the next character
   */
  MultiLayerNetwork network(Vocabulary vocabulary) {
    int rows = ContextModels.rows(vocabulary, contextBits);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(learningRate))
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nIn(rows)
                        .nOut(embedding)
                        .indexInput(Contexts.PER_STEP)
                        .activation(Activation.IDENTITY)
                        .weightInit(new NormalDistribution(0, EMBEDDING_SCALE))
                        .weightInitRecurrent(WeightInit.ZERO)
                        .build())
                .layer(
                    new VanillaRnn.Builder()
                        .nOut(hidden)
                        .activation(Activation.TANH)
                        .weightInit(new NormalDistribution(0, INPUT_SCALE / Math.sqrt(embedding)))
                        .weightInitRecurrent(RecurrentInit.orthogonal(recurrentGain))
                        .build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(vocabulary.size())
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .dropOut(1 - dropout) // DL4J wants the probability to stay
                        .build())
                .setInputType(InputType.recurrent(rows))
                .build());
    network.init();
    return network;
  }
}
