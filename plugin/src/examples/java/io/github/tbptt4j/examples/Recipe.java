package io.github.tbptt4j.examples;

/**
 * Every choice of the training run.
 *
 * @param hidden size of the recurrent layer
 * @param streams parallel streams of the text, the minibatch size
 * @param k1 steps between two updates
 * @param k2 steps that the gradient goes back
 * @param learningRate of Adam at the start
 * @param finalLearningRate where the learning rate falls to, along half a cosine
 * @param clip largest norm of the gradient over all parameters
 * @param seed of the initial weights and of the sampled text
 */
record Recipe(
    int hidden,
    int streams,
    int k1,
    int k2,
    double learningRate,
    double finalLearningRate,
    double clip,
    long seed) {

  /** {@return the best of what was tried on a tenth of the training text, see -Dbook.choosing} */
  static Recipe standard() {
    return new Recipe(256, 32, 16, 32, 4e-3, 1e-4, 5, 1841);
  }

  /** {@return the standard one, with what the properties {@code book.hidden} and so on say} */
  static Recipe ofProperties() {
    Recipe standard = standard();
    return new Recipe(
        Integer.getInteger("book.hidden", standard.hidden),
        Integer.getInteger("book.streams", standard.streams),
        Integer.getInteger("book.k1", standard.k1),
        Integer.getInteger("book.k2", standard.k2),
        number("book.learningRate", standard.learningRate),
        number("book.finalLearningRate", standard.finalLearningRate),
        number("book.clip", standard.clip),
        Long.getLong("book.seed", standard.seed));
  }

  private static double number(String property, double otherwise) {
    String value = System.getProperty(property);
    return value == null ? otherwise : Double.parseDouble(value);
  }

  Recipe withSeed(long other) {
    return new Recipe(hidden, streams, k1, k2, learningRate, finalLearningRate, clip, other);
  }

  /** {@return the learning rate when this part of the budget, 0 to 1, is spent} */
  double learningRateAt(double spent) {
    double cosine = (1 + Math.cos(Math.PI * Math.min(1, spent))) / 2;
    return finalLearningRate + (learningRate - finalLearningRate) * cosine;
  }
}
