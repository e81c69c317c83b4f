package io.github.tbptt4j.internal.kernel;

import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.Doubles;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The equations as written, in double: the oracle of the fast kernel, and what runs in DOUBLE. */
public final class ReferenceOutputKernel implements OutputKernel {

  @Override
  public String name() {
    return "reference";
  }

  /** {@link Targets} read labels in the memory of the CPU. */
  @Override
  public boolean runs(DataType type) {
    return (type == DataType.FLOAT || type == DataType.DOUBLE) && CpuArrays.areHere();
  }

  @Override
  public void probabilities(OutputWeights weights, INDArray x, INDArray p) {
    double[][] logP = logProbabilities(weights, Doubles.rows(x));
    for (double[] row : logP) {
      for (int j = 0; j < row.length; j++) {
        row[j] = Math.exp(row[j]);
      }
    }
    if (logP.length > 0) {
      p.assign(Nd4j.createFromArray(logP));
    }
  }

  @Override
  public double[] losses(OutputWeights weights, INDArray x, Targets targets) {
    double[][] logP = logProbabilities(weights, Doubles.rows(x));
    double[] losses = new double[targets.rows()];
    Arrays.setAll(losses, r -> loss(logP[r], targets, r));
    return losses;
  }

  @Override
  public double[] gradients(
      OutputWeights weights,
      INDArray x,
      Targets targets,
      OutputGradients gradients,
      Scratch scratch) {
    int nIn = weights.nIn();
    int nOut = weights.nOut();
    double[][] columns = Doubles.rows(weights.w().transpose());
    double[][] rows = Doubles.rows(x);
    double[][] logP = logProbabilities(weights, rows);
    double[] losses = new double[targets.rows()];
    double[][] dw = new double[nIn][nOut];
    double[] db = new double[nOut];
    double[][] dx = new double[losses.length][nIn];
    for (int r = 0; r < losses.length; r++) {
      losses[r] = loss(logP[r], targets, r);
      double[] delta = new double[nOut];
      for (int j = 0; j < nOut; j++) {
        delta[j] = targets.weight(r) * (Math.exp(logP[r][j]) - targets.probability(r, j));
        db[j] += delta[j];
      }
      for (int i = 0; i < nIn; i++) {
        add(rows[r][i], delta, dw[i]);
      }
      for (int j = 0; j < nOut; j++) {
        add(delta[j], columns[j], dx[r]);
      }
    }
    gradients.w().assign(Nd4j.createFromArray(dw));
    gradients.x().assign(Nd4j.createFromArray(dx));
    gradients.b().ifPresent(b -> b.assign(Nd4j.createFromArray(db).reshape(b.shape())));
    return losses;
  }

  /** log p_r = z_r - log sum exp z_r. */
  private static double[][] logProbabilities(OutputWeights weights, double[][] x) {
    double[][] w = Doubles.rows(weights.w());
    double[] b = weights.b().map(Doubles::of).orElse(new double[weights.nOut()]);
    double[][] logP = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      double[] z = b.clone();
      for (int i = 0; i < w.length; i++) {
        add(x[r][i], w[i], z);
      }
      double largest = Arrays.stream(z).reduce(Double.NEGATIVE_INFINITY, Math::max);
      double sum = 0;
      for (double zj : z) {
        sum += Math.exp(zj - largest);
      }
      double logSum = largest + Math.log(sum);
      for (int j = 0; j < z.length; j++) {
        z[j] -= logSum;
      }
      logP[r] = z;
    }
    return logP;
  }

  /** to += factor row, which C2 vectorises. */
  private static void add(double factor, double[] row, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * row[i];
    }
  }

  private static double loss(double[] logP, Targets targets, int row) {
    double floor = Math.log(targets.clipping());
    double ceiling = Math.log1p(-targets.clipping());
    double loss = 0;
    for (int j = 0; j < logP.length; j++) {
      double clipped = Math.max(floor, Math.min(ceiling, logP[j]));
      loss -= targets.probability(row, j) * clipped;
    }
    return targets.weight(row) * loss;
  }
}
