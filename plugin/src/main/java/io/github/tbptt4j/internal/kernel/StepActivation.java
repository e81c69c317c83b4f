package io.github.tbptt4j.internal.kernel;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which activations a kernel knows itself, because f'(z) is a function of f(z) alone. */
public enum StepActivation {
  /** tanh: f' = 1 - h^2. */
  TANH {
    @Override
    public double apply(double z) {
      return Math.tanh(z);
    }

    @Override
    double slope(double h) {
      return 1.0 - h * h;
    }
  },
  /** Logistic sigmoid: f' = h (1 - h). */
  SIGMOID {
    @Override
    public double apply(double z) {
      return 1.0 / (1.0 + Math.exp(-z));
    }

    @Override
    double slope(double h) {
      return h * (1.0 - h);
    }
  },
  /** max(0, z): f' = 1 where h is positive, else 0, as DL4J has it. */
  RELU {
    @Override
    public double apply(double z) {
      return Math.max(0.0, z);
    }

    @Override
    double slope(double h) {
      return h > 0.0 ? 1.0 : 0.0;
    }
  },
  /** z itself. */
  IDENTITY {
    @Override
    public double apply(double z) {
      return z;
    }

    @Override
    double slope(double h) {
      return 1.0;
    }
  },
  /** Any other activation: DL4J's own object computes f from z and f' from a z that is kept. */
  OTHER {
    @Override
    public double apply(double z) {
      throw new UnsupportedOperationException("DL4J's activation computes this one.");
    }

    @Override
    double slope(double h) {
      throw new UnsupportedOperationException("DL4J's activation computes this one.");
    }
  };

  /**
   * Tells which one DL4J's object is.
   *
   * @param activation DL4J's activation
   * @return the kernel's view of it
   */
  public static StepActivation of(IActivation activation) {
    Class<?> type = activation.getClass();
    if (type == ActivationTanH.class) {
      return TANH;
    } else if (type == ActivationSigmoid.class) {
      return SIGMOID;
    } else if (type == ActivationIdentity.class) {
      return IDENTITY;
    } else if (type == ActivationReLU.class && isPlain((ActivationReLU) activation)) {
      return RELU;
    }
    return OTHER;
  }

  private static boolean isPlain(ActivationReLU relu) {
    return relu.getMax() == null && relu.getThreshold() == null && relu.getNegativeSlope() == null;
  }

  /**
   * f(z).
   *
   * @param z pre-activation
   * @return activation
   */
  public abstract double apply(double z);

  /**
   * f'(z) in terms of the activation.
   *
   * @param h f(z)
   * @return f'(z)
   */
  abstract double slope(double h);

  /**
   * f'(z) dh by ND4J's operations.
   *
   * @param f the activation
   * @param h f(z)
   * @param z pre-activation; overwritten and needed where {@link #needsPreActivation}, else unread
   * @param dh error, may be overwritten
   * @return f'(z) dh
   */
  public static INDArray back(IActivation f, INDArray h, INDArray z, INDArray dh) {
    return switch (of(f)) {
      case TANH -> dh.muli(h.mul(h).rsubi(1.0));
      case SIGMOID -> dh.muli(h.rsub(1.0).muli(h));
      case RELU -> dh.muli(h.gt(0.0).castTo(dh.dataType()));
      case IDENTITY -> dh;
      case OTHER -> f.backprop(z, dh).getFirst();
    };
  }

  /** {@return whether f' needs z, so that a tape must keep it} */
  public boolean needsPreActivation() {
    return this == OTHER;
  }
}
