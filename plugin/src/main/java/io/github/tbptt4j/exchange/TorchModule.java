package io.github.tbptt4j.exchange;

import java.util.Objects;
import org.nd4j.linalg.activations.Activation;

/**
 * A module of a PyTorch model, where its weights' names alone don't tell what it is or when its
 * turn comes.
 *
 * @param kind what it is
 * @param name its name, as the tensors' names have it before their last dot: {@code "encoder.rnn"}
 *     of {@code encoder.rnn.weight_ih_l0}. Without what {@code DataParallel} and the like put
 *     before it, as long as only one module is meant; empty for a module saved on its own.
 * @param activation what follows it in the model, or its nonlinearity; it matters where a network
 *     is built
 */
public record TorchModule(Kind kind, String name, Activation activation) {

  /** The kinds of modules. */
  public enum Kind {
    /** nn.Embedding. */
    EMBEDDING,
    /** nn.RNN of any number of layers, or nn.RNNCell. */
    RNN,
    /** nn.Linear. */
    LINEAR
  }

  /**
   * A module.
   *
   * @param kind what it is
   * @param name its name, or the end of it
   * @param activation what follows it in the model, or its nonlinearity
   * @throws IllegalArgumentException if it is an nn.RNN with another nonlinearity than TANH and
   *     RELU
   */
  public TorchModule {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(activation, "activation");
    if (kind == Kind.RNN && activation != Activation.TANH && activation != Activation.RELU) {
      throw new IllegalArgumentException(
          "nn.RNN \"" + name + "\" with " + activation + ": it knows TANH and RELU only.");
    }
  }

  /**
   * An nn.Embedding, which has to feed an nn.RNN: together they are a layer that takes indices.
   *
   * @param name its name
   * @return the module
   */
  public static TorchModule embedding(String name) {
    return new TorchModule(Kind.EMBEDDING, name, Activation.IDENTITY);
  }

  /**
   * An nn.RNN or nn.RNNCell with its default nonlinearity, tanh.
   *
   * @param name its name
   * @return the module
   */
  public static TorchModule rnn(String name) {
    return rnn(name, Activation.TANH);
  }

  /**
   * An nn.RNN or nn.RNNCell.
   *
   * @param name its name
   * @param nonlinearity TANH or RELU
   * @return the module
   * @throws IllegalArgumentException if it is another one
   */
  public static TorchModule rnn(String name, Activation nonlinearity) {
    return new TorchModule(Kind.RNN, name, nonlinearity);
  }

  /**
   * An nn.Linear.
   *
   * @param name its name
   * @param activation what the model computes of it: IDENTITY for nothing, SOFTMAX for a head that
   *     was trained with CrossEntropyLoss
   * @return the module
   */
  public static TorchModule linear(String name, Activation activation) {
    return new TorchModule(Kind.LINEAR, name, activation);
  }
}
