package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.nativemem.Floats;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Squared or absolute errors of the numbers themselves, in single precision: with e = m (x W + b -
 * y), loss = c sum e^2 or c sum |e|, where c is 1, or 1/nOut for DL4J's means.
 */
final class RegressionHead implements Head {
  private final INDArray w;
  private final Optional<INDArray> b;
  private final INDArray dw;
  private final Optional<INDArray> db;
  private final boolean squared;
  private final double c;

  private RegressionHead(
      INDArray w, Optional<INDArray> b, INDArray dw, Optional<INDArray> db, ILossFunction loss) {
    this.w = w;
    this.b = b;
    this.dw = dw;
    this.db = db;
    squared = loss instanceof LossL2; // LossMSE is one
    boolean mean = loss instanceof LossMSE || loss instanceof LossMAE;
    c = mean ? 1.0 / w.size(1) : 1;
  }

  /** The head for a loss of an identity output; empty where DL4J's own has to compute it. */
  static Optional<Head> of(
      INDArray w, Optional<INDArray> b, INDArray dw, Optional<INDArray> db, ILossFunction loss) {
    Class<?> type = loss.getClass();
    boolean known =
        (type == LossMSE.class || type == LossL2.class) && ((LossL2) loss).getWeights() == null
            || (type == LossMAE.class || type == LossL1.class)
                && ((LossL1) loss).getWeights() == null;
    return known && Floats.areIn(w) && w.dataType() == DataType.FLOAT
        ? Optional.of(new RegressionHead(w, b, dw, db, loss))
        : Optional.empty();
  }

  @Override
  public double backward(INDArray x, Targets targets, INDArray dx) {
    INDArray rows = Rows.of(x);
    int nOut = Math.toIntExact(w.size(1));
    int count = Math.toIntExact(rows.size(0));
    INDArray delta = Nd4j.createUninitialized(DataType.FLOAT, new long[] {count, nOut}, 'c');
    Nd4j.gemm(rows, w, delta, false, false, 1, 0);

    float[] e = Floats.of(delta).toArray();
    float[] y = Floats.of(targets.labels().castTo(DataType.FLOAT)).toArray();
    float[] mask = targets.mask() == null ? null : Floats.of(targets.mask()).toArray();
    float[] bias = b.map(INDArray::toFloatVector).orElseGet(() -> new float[nOut]);
    float[] biasGradient = new float[nOut];
    double loss = 0;
    for (int i = 0; i < e.length; i++) {
      int j = i % nOut;
      double error = (double) e[i] + bias[j] - y[i];
      if (mask != null) {
        error *= mask[mask.length == e.length ? i : i / nOut];
      }
      loss += squared ? error * error : Math.abs(error);
      e[i] = (float) (c * (squared ? 2 * error : Math.signum(error)));
      biasGradient[j] += e[i];
    }
    Floats.of(delta).put(0, e, e.length);
    db.ifPresent(to -> Floats.of(to).put(0, biasGradient, nOut));
    Nd4j.gemm(rows, delta, dw, true, false, 1, 0);
    Nd4j.gemm(delta, w, Rows.of(dx), false, true, 1, 0);
    return c * loss;
  }
}
