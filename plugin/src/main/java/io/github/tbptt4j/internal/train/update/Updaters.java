package io.github.tbptt4j.internal.train.update;

import java.util.Optional;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The updaters, as ND4J's native operations compute them. With g the gradient, eta the learning
 * rate at the iteration, t = iteration + 1, and u what is subtracted from the parameters.
 */
final class Updaters {
  /** ND4J keeps AdaMax's denominator above this. */
  private static final float ADA_MAX_FLOOR = 1e-32f;

  private Updaters() {}

  /** A rule for each iteration. */
  interface Schedule {
    Rule at(int iteration, int epoch);
  }

  /** The schedule of an updater; empty for one that isn't known here. */
  static Optional<Schedule> of(IUpdater updater) {
    Class<?> type = updater.getClass();
    if (type == Sgd.class) {
      return Optional.of(sgd((Sgd) updater));
    } else if (type == NoOp.class) {
      return Optional.of((iteration, epoch) -> (g, state, n) -> {});
    } else if (type == Nesterovs.class) {
      return Optional.of(nesterovs((Nesterovs) updater));
    } else if (type == Adam.class) {
      return Optional.of(adam((Adam) updater));
    } else if (type == AMSGrad.class) {
      return Optional.of(amsGrad((AMSGrad) updater));
    } else if (type == Nadam.class) {
      return Optional.of(nadam((Nadam) updater));
    } else if (type == AdaMax.class) {
      return Optional.of(adaMax((AdaMax) updater));
    } else if (type == RmsProp.class) {
      return Optional.of(rmsProp((RmsProp) updater));
    } else if (type == AdaGrad.class) {
      return Optional.of(adaGrad((AdaGrad) updater));
    }
    return Optional.empty();
  }

  /** u = eta g. */
  private static Schedule sgd(Sgd config) {
    return (iteration, epoch) -> {
      float eta = (float) config.getLearningRate(iteration, epoch);
      return (g, state, n) -> {
        for (int i = 0; i < n; i++) {
          g[i] *= eta;
        }
      };
    };
  }

  /** v <- mu v - eta g; u = mu v_before - (1 + mu) v. */
  private static Schedule nesterovs(Nesterovs config) {
    return (iteration, epoch) -> {
      float eta = (float) config.getLearningRate(iteration, epoch);
      float mu = (float) config.currentMomentum(iteration, epoch);
      return (g, state, n) -> {
        float[] v = state[0];
        for (int i = 0; i < n; i++) {
          float before = mu * v[i];
          v[i] = before - eta * g[i];
          g[i] = before - (1 + mu) * v[i];
        }
      };
    };
  }

  /** m <- b1 m + (1-b1) g; v <- b2 v + (1-b2) g^2; u = eta_t m / (sqrt(v) + eps). */
  private static Schedule adam(Adam config) {
    return (iteration, epoch) -> {
      double eta = config.getLearningRate(iteration, epoch);
      float b1 = (float) config.getBeta1();
      float b2 = (float) config.getBeta2();
      float eps = (float) config.getEpsilon();
      float etaT = corrected(eta, config.getBeta1(), config.getBeta2(), iteration, eps);
      return (g, state, n) -> {
        float[] m = state[0];
        float[] v = state[1];
        for (int i = 0; i < n; i++) {
          m[i] = b1 * m[i] + (1 - b1) * g[i];
          v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
          g[i] = etaT * m[i] / ((float) Math.sqrt(v[i]) + eps);
        }
      };
    };
  }

  /** Adam with the largest v so far. */
  private static Schedule amsGrad(AMSGrad config) {
    return (iteration, epoch) -> {
      double eta = config.getLearningRate(iteration, epoch);
      float b1 = (float) config.getBeta1();
      float b2 = (float) config.getBeta2();
      float eps = (float) config.getEpsilon();
      float etaT = corrected(eta, config.getBeta1(), config.getBeta2(), iteration, eps);
      return (g, state, n) -> {
        float[] m = state[0];
        float[] v = state[1];
        float[] largest = state[2];
        for (int i = 0; i < n; i++) {
          m[i] = b1 * m[i] + (1 - b1) * g[i];
          v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
          largest[i] = Math.max(largest[i], v[i]);
          g[i] = etaT * m[i] / ((float) Math.sqrt(largest[i]) + eps);
        }
      };
    };
  }

  /** Adam with Nesterov's look ahead: u = eta (b1 m + (1-b1) g) / (1-b1^t) / (sqrt(v) + eps). */
  private static Schedule nadam(Nadam config) {
    return (iteration, epoch) -> {
      float eta = (float) config.getLearningRate(iteration, epoch);
      float b1 = (float) config.getBeta1();
      float b2 = (float) config.getBeta2();
      float eps = (float) config.getEpsilon();
      float etaT = (float) (eta / (1 - Math.pow(config.getBeta1(), iteration + 1.0)));
      return (g, state, n) -> {
        float[] m = state[0];
        float[] v = state[1];
        for (int i = 0; i < n; i++) {
          float part = (1 - b1) * g[i];
          m[i] = b1 * m[i] + part;
          v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
          g[i] = etaT * (b1 * m[i] + part) / ((float) Math.sqrt(v[i]) + eps);
        }
      };
    };
  }

  /** m as Adam's; w <- max(b2 w, |g|); u = eta m / (1-b1^t) / w. */
  private static Schedule adaMax(AdaMax config) {
    return (iteration, epoch) -> {
      double eta = config.getLearningRate(iteration, epoch);
      float b1 = (float) config.getBeta1();
      float b2 = (float) config.getBeta2();
      float etaT =
          finite(eta / (1 - Math.pow(config.getBeta1(), iteration + 1.0)), config.getEpsilon());
      return (g, state, n) -> {
        float[] m = state[0];
        float[] w = state[1];
        for (int i = 0; i < n; i++) {
          m[i] = b1 * m[i] + (1 - b1) * g[i];
          w[i] = Math.max(b2 * w[i], Math.abs(g[i])) + ADA_MAX_FLOOR;
          g[i] = etaT * m[i] / w[i];
        }
      };
    };
  }

  /** s <- d s + (1-d) g^2; u = eta g / sqrt(s + eps). */
  private static Schedule rmsProp(RmsProp config) {
    return (iteration, epoch) -> {
      float eta = (float) config.getLearningRate(iteration, epoch);
      float d = (float) config.getRmsDecay();
      float eps = (float) config.getEpsilon();
      return (g, state, n) -> {
        float[] s = state[0];
        for (int i = 0; i < n; i++) {
          s[i] = d * s[i] + (1 - d) * g[i] * g[i];
          g[i] = eta * g[i] / ((float) Math.sqrt(s[i]) + eps);
        }
      };
    };
  }

  /** s <- s + g^2; u = eta g / (sqrt(s) + eps). */
  private static Schedule adaGrad(AdaGrad config) {
    return (iteration, epoch) -> {
      float eta = (float) config.getLearningRate(iteration, epoch);
      float eps = (float) config.getEpsilon();
      return (g, state, n) -> {
        float[] s = state[0];
        for (int i = 0; i < n; i++) {
          s[i] += g[i] * g[i];
          g[i] = eta * g[i] / ((float) Math.sqrt(s[i]) + eps);
        }
      };
    };
  }

  /** eta sqrt(1-b2^t) / (1-b1^t). */
  private static float corrected(double eta, double b1, double b2, int iteration, double eps) {
    double t = iteration + 1.0;
    return finite(eta * Math.sqrt(1 - Math.pow(b2, t)) / (1 - Math.pow(b1, t)), eps);
  }

  /** ND4J takes epsilon where the corrected rate is zero or no number. */
  private static float finite(double rate, double eps) {
    return (float) (rate == 0 || !Double.isFinite(rate) ? eps : rate);
  }
}
