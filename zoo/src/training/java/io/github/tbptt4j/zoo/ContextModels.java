package io.github.tbptt4j.zoo;

import io.github.tbptt4j.SymbolSequenceIterator;
import io.github.tbptt4j.zoo.internal.text.Contexts;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** What the training of text generators needs of the zoo's package. */
public final class ContextModels {
  private ContextModels() {}

  /** {@return how many rows the embedding has} */
  public static int rows(Vocabulary vocabulary, int bits) {
    return contexts(vocabulary, bits).rows();
  }

  private static Contexts contexts(Vocabulary vocabulary, int bits) {
    return new Contexts(vocabulary.characters(), bits);
  }

  /**
   * A model.
   *
   * @param network that was trained on {@link #sequences}
   * @param vocabulary of the text
   * @param bits of a context's hash
   * @return the model
   */
  public static TextGenerator textGenerator(
      MultiLayerNetwork network, Vocabulary vocabulary, int bits) {
    return TextGenerator.of(network, vocabulary, bits);
  }

  /** {@return the bits of each character of a text} */
  public static double[] bits(TextGenerator model, String text) {
    return model.bits(text);
  }

  /**
   * Minibatches for one pass.
   *
   * @param symbols a text
   * @param vocabulary its symbols
   * @param bits of a context's hash
   * @param streams of the text
   * @param timeSteps of a minibatch
   * @param dropout probability that a hashed context isn't read
   * @param seed of the dropout
   * @return the minibatches
   */
  public static DataSetIterator sequences(
      int[] symbols,
      Vocabulary vocabulary,
      int bits,
      int streams,
      int timeSteps,
      double dropout,
      long seed) {
    DataSetIterator sequences =
        SymbolSequenceIterator.builder(symbols, vocabulary.size())
            .streams(streams)
            .timeSteps(timeSteps)
            .build();
    sequences.setPreProcessor(new ContextFeatures(contexts(vocabulary, bits), dropout, seed));
    return sequences;
  }
}
