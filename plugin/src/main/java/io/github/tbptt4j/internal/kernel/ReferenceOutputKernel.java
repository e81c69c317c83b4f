package io.github.tbptt4j.internal.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The equations as written, one number at a time, in double: the oracle of the fast kernel. */
public final class ReferenceOutputKernel implements OutputKernel {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public boolean runs(DataType type) {
    return type == DataType.FLOAT || type == DataType.DOUBLE;
  }

  @Override
  public void probabilities(OutputWeights weights, INDArray x, INDArray p) {
    for (int r = 0; r < x.size(0); r++) {
      double[] logP = logProbabilities(weights, x, r);
      for (int j = 0; j < logP.length; j++) {
        p.putScalar(r, j, Math.exp(logP[j]));
      }
    }
  }

  @Override
  public double[] losses(OutputWeights weights, INDArray x, Targets targets) {
    double[] losses = new double[targets.rows()];
    for (int r = 0; r < losses.length; r++) {
      losses[r] = loss(logProbabilities(weights, x, r), targets, r);
    }
    return losses;
  }

  @Override
  public double[] gradients(
      OutputWeights weights, INDArray x, Targets targets, OutputGradients gradients) {
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    double[] losses = new double[targets.rows()];
    double[][] dw = new double[nIn][nOut];
    double[] db = new double[nOut];
    for (int r = 0; r < losses.length; r++) {
      double[] logP = logProbabilities(weights, x, r);
      losses[r] = loss(logP, targets, r);
      double[] delta = new double[nOut];
      for (int j = 0; j < nOut; j++) {
        delta[j] = targets.weight(r) * (Math.exp(logP[j]) - targets.probability(r, j));
        db[j] += delta[j];
      }
      for (int i = 0; i < nIn; i++) {
        double dx = 0;
        for (int j = 0; j < nOut; j++) {
          dw[i][j] += x.getDouble(r, i) * delta[j];
          dx += delta[j] * weights.w().getDouble(i, j);
        }
        gradients.x().putScalar(r, i, dx);
      }
    }
    for (int j = 0; j < nOut; j++) {
      for (int i = 0; i < nIn; i++) {
        gradients.w().putScalar(i, j, dw[i][j]);
      }
      double sum = db[j];
      int at = j;
      gradients.b().ifPresent(b -> b.putScalar(at, sum));
    }
    return losses;
  }

  /** log p_r = z_r - log sum exp z_r. */
  private static double[] logProbabilities(OutputWeights weights, INDArray x, int row) {
    double[] z = new double[weights.nOut()];
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < z.length; j++) {
      int at = j;
      z[j] = weights.b().map(b -> b.getDouble(at)).orElse(0.0);
      for (int i = 0; i < weights.nIn(); i++) {
        z[j] += x.getDouble(row, i) * weights.w().getDouble(i, j);
      }
      largest = Math.max(largest, z[j]);
    }
    double sum = 0;
    for (double zj : z) {
      sum += Math.exp(zj - largest);
    }
    for (int j = 0; j < z.length; j++) {
      z[j] = z[j] - largest - Math.log(sum);
    }
    return z;
  }

  private static double loss(double[] logP, Targets targets, int row) {
    double c = targets.clipping();
    double loss = 0;
    for (int j = 0; j < logP.length; j++) {
      double clipped = Math.max(Math.log(c), Math.min(Math.log1p(-c), logP[j]));
      loss -= targets.probability(row, j) * clipped;
    }
    return targets.weight(row) * loss;
  }
}
