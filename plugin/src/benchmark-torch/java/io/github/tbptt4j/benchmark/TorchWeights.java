package io.github.tbptt4j.benchmark;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A case's weights in nn.RNN's layout: W and RW transposed, a second bias that stays zero and
 * learns nothing.
 */
final class TorchWeights {
  final Tensor w;
  final Tensor rw;
  final Tensor b;
  private final Tensor zeroBias;

  TorchWeights(Case one, CaseData data, boolean learns) {
    int n = one.nOut();
    w = transposed(data.w(), one.nIn(), n).requires_grad_(learns);
    rw = transposed(data.rw(), n, n).requires_grad_(learns);
    b = tensor(data.b(), n).requires_grad_(learns);
    zeroBias = torch.zeros(n);
  }

  /** What nn.RNN's forward calls: the states of all steps, [T, B, nOut]. */
  Tensor rnn(Tensor x, Tensor entering) {
    TensorVector weights = new TensorVector(w, rw, b, zeroBias);
    // The pair owns its tensors: a handle of one's own outlives it.
    return new Tensor(
        torch.rnn_tanh(x, entering, weights, true, 1, 0.0, true, false, false).get0());
  }

  /** What nn.RNNCell's forward calls. */
  Tensor cell(Tensor x, Tensor entering) {
    return torch.rnn_tanh_cell(
        x, entering, w, rw, new TensorOptional(b), new TensorOptional(zeroBias));
  }

  /** Row-major values as a tensor. */
  static Tensor tensor(float[] values, long... shape) {
    return torch.tensor(values).reshape(shape);
  }

  /** [rows, columns] as [columns, rows]. */
  static Tensor transposed(float[] values, int rows, int columns) {
    return tensor(values, rows, columns).t().contiguous();
  }

  /** The elements in row-major order. */
  static float[] values(Tensor tensor) {
    Tensor contiguous = tensor.detach().contiguous();
    float[] values = new float[(int) contiguous.numel()];
    FloatPointer elements = contiguous.data_ptr_float();
    elements.get(values);
    return values;
  }
}
