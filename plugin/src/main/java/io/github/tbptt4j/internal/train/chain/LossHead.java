package io.github.tbptt4j.internal.train.chain;

import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** Any activation with any of DL4J's losses: z = x W + b, loss(f(z), y). */
final class LossHead implements Head {
  private final INDArray w;
  private final Optional<INDArray> b;
  private final INDArray dw;
  private final Optional<INDArray> db;
  private final IActivation activation;
  private final ILossFunction loss;

  LossHead(
      INDArray w,
      Optional<INDArray> b,
      INDArray dw,
      Optional<INDArray> db,
      IActivation activation,
      ILossFunction loss) {
    this.w = w;
    this.b = b;
    this.dw = dw;
    this.db = db;
    this.activation = activation;
    this.loss = loss;
  }

  @Override
  public double backward(INDArray x, Targets targets, INDArray dx) {
    INDArray rows = Rows.of(x);
    INDArray z =
        Nd4j.createUninitialized(rows.dataType(), new long[] {rows.size(0), w.size(1)}, 'c');
    Nd4j.gemm(rows, w, z, false, false, 1, 0);
    b.ifPresent(z::addiRowVector);
    INDArray labels = labels(targets);
    INDArray mask = rowsOfMask(targets.mask());
    double sum = loss.computeScore(labels, z.dup(), activation, mask, false);
    INDArray delta = loss.computeGradient(labels, z, activation, mask);
    Nd4j.gemm(rows, delta, dw, true, false, 1, 0);
    db.ifPresent(to -> to.assign(delta.sum(0).reshape(to.shape())));
    Nd4j.gemm(delta, w, Rows.of(dx), false, true, 1, 0);
    return sum;
  }

  /** DL4J's losses know one-hot labels only, its sparse loss indices only. */
  private INDArray labels(Targets targets) {
    INDArray labels = Rows.of(targets.labels()).castTo(w.dataType());
    long nOut = w.size(1);
    if (loss instanceof LossSparseMCXENT || labels.size(1) == nOut) {
      return labels;
    }
    INDArray oneHot = Nd4j.zeros(w.dataType(), labels.size(0), nOut);
    for (long row = 0; row < labels.size(0); row++) {
      int index = labels.getInt((int) row, 0);
      if (index >= 0 && index < nOut) { // a masked step may hold anything
        oneHot.putScalar(row, index, 1);
      }
    }
    return oneHot;
  }

  /**
   * A column, or one number an output; a mask of a single row is ones, or the row wouldn't be run.
   */
  private static INDArray rowsOfMask(INDArray mask) {
    if (mask == null || mask.length() == 1) {
      return null;
    }
    return mask.rank() == 3 ? Rows.of(mask) : mask.reshape('c', mask.length(), 1);
  }
}
