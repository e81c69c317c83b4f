package io.github.tbptt4j.random;

import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.activations.Activation;

/** DL4J's activations and what they compute. */
enum Squash {
  TANH(Activation.TANH, Math::tanh, true),
  SIGMOID(Activation.SIGMOID, z -> 1 / (1 + Math.exp(-z)), true),
  RELU(Activation.RELU, z -> Math.max(0, z), true),
  IDENTITY(Activation.IDENTITY, z -> z, true),
  SOFTPLUS(Activation.SOFTPLUS, z -> Math.log1p(Math.exp(z)), false),
  SOFTSIGN(Activation.SOFTSIGN, z -> z / (1 + Math.abs(z)), false),
  ELU(Activation.ELU, z -> z > 0 ? z : Math.expm1(z), false),
  SWISH(Activation.SWISH, z -> z / (1 + Math.exp(-z)), false),
  LEAKY_RELU(Activation.LEAKYRELU, z -> z > 0 ? z : .01 * z, false);

  final Activation activation;
  final DoubleUnaryOperator f;

  /** Whether f' is a function of f alone, which the kernels for the CPU need. */
  final boolean simple;

  Squash(Activation activation, DoubleUnaryOperator f, boolean simple) {
    this.activation = activation;
    this.f = f;
    this.simple = simple;
  }
}
