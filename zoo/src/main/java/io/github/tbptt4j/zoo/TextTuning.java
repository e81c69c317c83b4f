package io.github.tbptt4j.zoo;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Goes on training a text generator on another text. Characters that it doesn't know yet get rows
 * and columns of their own; the last tenth of the text says when to stop.
 */
final class TextTuning {
  private static final int RARE = 3;
  private static final int SHORTEST = 1_000; // characters
  private static final int STREAMS = 16;
  private static final int STREAM = 500; // characters that a stream should have at least
  private static final int STEPS = 320;
  private static final int WINDOW = 32;
  private static final double HELD_OUT = 0.1;
  private static final double LEARNING_RATE = 1e-3;
  private static final int EPOCHS = 10;
  private static final int PATIENCE = 2; // epochs without an improvement
  private static final double RARELY = -8; // logarithm of what a new character is likely at first

  private final TextGenerator model;
  private final Vocabulary vocabulary;
  private final String training;
  private final String heldOut;

  TextTuning(TextGenerator model, String text) {
    if (text.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "The text has %,d characters: give at least %,d to learn from."
              .formatted(text.length(), SHORTEST));
    }
    int end =
        text.offsetByCodePoints(0, (int) ((1 - HELD_OUT) * text.codePointCount(0, text.length())));
    this.model = model;
    this.training = text.substring(0, end);
    this.heldOut = text.substring(end);
    this.vocabulary = grown(model.vocabulary(), model.typography(training));
  }

  /** Characters that are new come behind the others, whose numbers stay. */
  private static Vocabulary grown(Vocabulary known, String text) {
    List<String> characters = new ArrayList<>(known.characters());
    for (String character : Vocabulary.of(text, RARE).characters()) {
      if (known.encode(character.codePointAt(0)) == Vocabulary.UNKNOWN) {
        characters.add(character);
      }
    }
    return Vocabulary.ofCharacters(characters);
  }

  /** {@return the model that did best on the last tenth} */
  TextGenerator run() {
    MultiLayerNetwork network = network();
    TextGenerator best = model.withNetwork(network, vocabulary);
    double before = model.score(heldOut);
    double score = best.score(heldOut);
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(WINDOW, WINDOW))
            .clipGlobalNorm(10)
            .stateful(true)
            .build();
    int streams = Math.max(1, Math.min(STREAMS, training.length() / STREAM));
    network.setLearningRate(LEARNING_RATE);
    TextGenerator reader = best; // of the new vocabulary
    for (int epoch = 0, worse = 0; epoch < EPOCHS && worse < PATIENCE; epoch++) {
      trainer.resetState();
      trainer.fit(reader.sequences(training, streams, STEPS), 1);
      TextGenerator next = model.withNetwork(network, vocabulary);
      double now = next.score(heldOut);
      worse = now < score ? 0 : worse + 1;
      best = now < score ? next : best;
      score = Math.min(score, now);
    }
    return best.scored(before, score, heldOut.length());
  }

  /** {@return the model's network, with room for the new characters} */
  private MultiLayerNetwork network() {
    MultiLayerNetwork trained = model.network();
    int more = vocabulary.size() - model.vocabulary().size();
    MultiLayerConfiguration configuration = trained.getLayerWiseConfigurations().clone();
    int last = configuration.getConfs().size() - 1;
    FeedForwardLayer input = (FeedForwardLayer) configuration.getConf(0).getLayer();
    FeedForwardLayer output = (FeedForwardLayer) configuration.getConf(last).getLayer();
    input.setNIn(input.getNIn() + more);
    output.setNOut(output.getNOut() + more);
    for (int layer = 0; layer <= last; layer++) {
      ((BaseLayer) configuration.getConf(layer).getLayer()).setIUpdater(new Adam(LEARNING_RATE));
    }
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    trained.paramTable().forEach((name, old) -> copy(old, network.getParam(name)));
    INDArray bias = network.getParam(last + "_b").reshape(-1);
    for (long symbol = model.vocabulary().size(); symbol < bias.length(); symbol++) {
      bias.putScalar(symbol, RARELY);
    }
    return network;
  }

  /** What is more is 0. */
  private static void copy(INDArray old, INDArray grown) {
    INDArrayIndex[] part = new INDArrayIndex[old.rank()];
    for (int axis = 0; axis < part.length; axis++) {
      part[axis] = NDArrayIndex.interval(0, old.size(axis));
    }
    grown.assign(0);
    grown.get(part).assign(old);
  }
}
