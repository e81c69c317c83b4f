package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.kernel.PassMemory;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.nativemem.SequenceCopy;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A VanillaRnn layer, with the way back of single losses. With e_k = dL/dh_{s-k} and a_k the error
 * from the layer above at step s-k:
 *
 * <pre>
 *   e_k     = a_k + delta_{k-1} RW^T
 *   delta_k = f'(z_{s-k}) e_k        and 0 at padding
 *   C_k     = (x_{s-k}^T delta_k, h_{s-k-1}^T delta_k, delta_k)     of W, RW and b
 * </pre>
 */
final class LagRecurrent implements LagLayer {
  private final String name;
  private final RnnWeights weights;
  private final RnnKernel kernel;
  private final int indices; // of a step; 0 where the input is numbers
  private final DataType type;

  private INDArray entering; // [B, nOut]; null for zero
  private Tape tape;
  private double[] real; // m of each row; null for ones
  private INDArray before; // h_{t-1} of each row
  private int[] symbols; // m of each row, where the input is indices
  private INDArray delta; // of the lag before
  private LagSums sums;

  LagRecurrent(String name, VanillaRnnImpl layer) {
    this.name = name;
    weights = Recurrent.weights(layer);
    type = weights.w().dataType();
    kernel = Kernels.choose(type, weights.activation());
    indices = layer.indicesPerStep();
  }

  String name() {
    return name;
  }

  int nIn() {
    return weights.nIn();
  }

  int nOut() {
    return weights.nOut();
  }

  /** Before a forward pass: the state that enters, [B, nOut], null for zero, and who adds up. */
  void begin(INDArray state, LagSums itsSums) {
    entering = state;
    sums = itsSums;
    delta = null;
  }

  @Override
  public INDArray forward(INDArray x, INDArray mask) {
    long[] shape = {x.size(0), x.size(1), weights.nOut()};
    INDArray from = entering == null ? Nd4j.zeros(type, shape[1], shape[2]) : entering;
    INDArray h = Nd4j.createUninitialized(type, shape, 'c');
    boolean keepsPreActivation = StepActivation.of(weights.activation()).needsPreActivation();
    INDArray z = keepsPreActivation ? Nd4j.createUninitialized(type, shape, 'c') : null;
    tape = new Tape(new PassMemory(), 0, x, indices, from, h, z, mask);
    kernel.forward(weights, tape, false);
    real = mask == null ? null : Doubles.of(mask);
    if (sums.wantsGradients()) {
      symbols = tape.indexed() ? tape.rowsOfW(weights.nIn()) : null;
      before = Nd4j.createUninitialized(type, new long[] {shape[0] * shape[1], shape[2]}, 'c');
      Tape.steps(before, 0, (int) shape[1]).assign(from);
      if (shape[0] > 1) {
        Rows.from(before, shape[1]).assign(Rows.of(Tape.steps(h, 0, (int) shape[0] - 1)));
      }
    }
    return h;
  }

  @Override
  public INDArray back(int[] at, INDArray error, boolean wantsInput) {
    INDArray e = error == null ? Nd4j.create(type, new long[] {at.length, nOut()}, 'c') : error;
    if (delta != null) {
      Nd4j.gemm(Tape.steps(delta, 0, at.length), weights.rw(), e, false, true, 1, 1);
    }
    boolean[] padding = padding(at);
    for (int i = 0; i < padding.length; i++) {
      if (padding[i]) {
        e.getRow(i).assign(0);
      }
    }
    sums.add(Doubles.of(e), padding);
    INDArray z = tape.preActivation() == null ? null : pick(tape.preActivation(), at);
    delta =
        SequenceCopy.dense( // DL4J's activations may give any order
            StepActivation.back(weights.activation(), pick(tape.state(), at), z, e));
    if (sums.wantsGradients()) {
      addGradients(at);
    }
    if (!wantsInput) {
      return null;
    }
    INDArray dx = Nd4j.createUninitialized(type, new long[] {at.length, nIn()}, 'c');
    Nd4j.gemm(delta, weights.w(), dx, false, true, 1, 0);
    return dx;
  }

  private static INDArray pick(INDArray sequences, int[] at) {
    return Rows.pick(Rows.of(sequences), at);
  }

  private boolean[] padding(int[] at) {
    boolean[] padding = new boolean[at.length];
    for (int i = 0; real != null && i < at.length; i++) {
      padding[i] = real[at[i]] == 0;
    }
    return padding;
  }

  private void addGradients(int[] at) {
    double[] deltas = Doubles.of(delta);
    if (tape.indexed()) {
      for (int i = 0; i < at.length; i++) {
        for (int slot = 0; slot < indices; slot++) {
          sums.addToW(symbols[at[i] * indices + slot], deltas, i);
        }
      }
    } else {
      sums.addToW(Doubles.of(product(pick(tape.input(), at))));
    }
    sums.addToRw(Doubles.of(product(Rows.pick(before, at))));
    sums.addToB(deltas);
  }

  /** rows^T delta. */
  private INDArray product(INDArray rows) {
    INDArray product = Nd4j.createUninitialized(type, new long[] {rows.size(1), nOut()}, 'c');
    Nd4j.gemm(rows, delta, product, true, false, 1, 0);
    return product;
  }

  @Override
  public long forwardCost() {
    return (long) nOut() * ((indices > 0 ? 0 : nIn()) + nOut());
  }

  @Override
  public long backCost(boolean wantsInput, boolean gradients) {
    long input = (long) nIn() * nOut();
    long recurrent = (long) nOut() * nOut();
    return recurrent
        + (wantsInput ? input : 0)
        + (gradients ? recurrent + (indices > 0 ? 0 : input) : 0);
  }
}
