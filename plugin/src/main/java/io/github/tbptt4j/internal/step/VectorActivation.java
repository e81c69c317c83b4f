package io.github.tbptt4j.internal.step;

import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.cpu.FloatActivations;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** The activations that a step of inference knows, over all of a vector, in place. */
public enum VectorActivation {
  /** tanh. */
  TANH {
    @Override
    void apply(float[] z) {
      FloatActivations.tanh(z, 0, z.length);
    }
  },
  /** Logistic sigmoid. */
  SIGMOID {
    @Override
    void apply(float[] z) {
      FloatActivations.sigmoid(z, 0, z.length);
    }
  },
  /** max(0, z). */
  RELU {
    @Override
    void apply(float[] z) {
      FloatActivations.relu(z, 0, z.length);
    }
  },
  /** z itself. */
  IDENTITY {
    @Override
    void apply(float[] z) {}
  },
  /** exp z / sum exp z. */
  SOFTMAX {
    @Override
    void apply(float[] z) {
      FloatActivations.softmax(z, 0, z.length);
    }

    @Override
    void apply(double[] z) {
      double max = Double.NEGATIVE_INFINITY;
      for (double value : z) {
        max = Math.max(max, value);
      }
      double sum = 0.0;
      for (int i = 0; i < z.length; i++) {
        z[i] = Math.exp(z[i] - max);
        sum += z[i];
      }
      for (int i = 0; i < z.length; i++) {
        z[i] /= sum;
      }
    }
  };

  /**
   * Tells which one DL4J's object is.
   *
   * @param activation DL4J's activation
   * @return ours, empty for one that isn't among them
   */
  public static Optional<VectorActivation> of(IActivation activation) {
    if (activation.getClass() == ActivationSoftmax.class) {
      return Optional.of(SOFTMAX);
    }
    return switch (StepActivation.of(activation)) {
      case TANH -> Optional.of(TANH);
      case SIGMOID -> Optional.of(SIGMOID);
      case RELU -> Optional.of(RELU);
      case IDENTITY -> Optional.of(IDENTITY);
      case OTHER -> Optional.empty();
    };
  }

  abstract void apply(float[] z);

  void apply(double[] z) {
    StepActivation f = StepActivation.valueOf(name());
    for (int i = 0; i < z.length; i++) {
      z[i] = f.apply(z[i]);
    }
  }
}
