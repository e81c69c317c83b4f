package io.github.tbptt4j.benchmark;

import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A network of nn.RNN, nn.Linear and cross entropy; its input as suits it. */
final class TorchCharacterModel {
  /** Real numbers, or one-hot characters, through nn.RNN. */
  static final String RNN = "nn.RNN";

  /** Rows of W looked up, no product with W; the recurrence step by step. */
  static final String EMBEDDING = "embedding";

  private static final String[] KEYS = {"0_W", "0_RW", "0_b", "1_W", "1_b"};
  private static final int REDUCE_BY_SUM = 2;
  private static final int IGNORE_NONE = -100;

  private final Case one;
  private final boolean looksUp;
  private final TorchWeights weights;
  private final Tensor v;
  private final Tensor c;
  private final Tensor wRows;

  TorchCharacterModel(Case one, CaseData data, String form) {
    this.one = one;
    looksUp = form.equals(EMBEDDING);
    weights = new TorchWeights(one, data, true);
    v = TorchWeights.transposed(data.v(), one.nOut(), one.nIn()).requires_grad_(true);
    c = TorchWeights.tensor(data.c(), one.nIn()).requires_grad_(true);
    wRows = TorchWeights.tensor(data.w(), one.nIn(), one.nOut()).requires_grad_(true);
  }

  /** What is read at all steps, [T, B] or [T, B, nIn]. */
  Tensor input(CaseData data) {
    if (looksUp) {
      return tensor(data.symbols()).reshape(one.steps(), one.minibatch());
    }
    float[] x = one.readsSymbols() ? CaseData.oneHot(one.nIn(), data.symbols()) : data.x();
    return TorchWeights.tensor(x, one.steps(), one.minibatch(), one.nIn());
  }

  static Tensor tensor(int... symbols) {
    return torch.tensor(IntStream.of(symbols).asLongStream().toArray());
  }

  Tensor zeroState() {
    return torch.zeros(one.minibatch(), one.nOut());
  }

  /** The states of all steps, [T, B, nOut], after one of [B, nOut]. */
  Tensor states(Tensor x, Tensor entering) {
    return looksUp ? statesByLookUp(x, entering) : weights.rnn(x, entering.unsqueeze(0));
  }

  private Tensor statesByLookUp(Tensor symbols, Tensor entering) {
    Tensor z = torch.embedding(wRows, symbols).add(weights.b); // [T, B, nOut]
    Tensor rwColumns = weights.rw.t();
    TensorVector steps = torch.unbind(z);
    Tensor[] states = new Tensor[(int) steps.size()];
    Tensor h = entering;
    for (int t = 0; t < states.length; t++) {
      h = torch.addmm(steps.get(t), h, rwColumns).tanh();
      states[t] = h;
    }
    return torch.stack(new TensorVector(states));
  }

  /** The loss summed over the steps and averaged over the minibatch. */
  Tensor loss(Tensor states, Tensor targets) {
    Tensor logits = torch.linear(states, v, new TensorOptional(c)).reshape(-1, one.nIn());
    return torch
        .cross_entropy_loss(logits, targets, new TensorOptional(), REDUCE_BY_SUM, IGNORE_NONE, 0.0)
        .div(new Scalar((float) one.minibatch()));
  }

  TensorVector parameters() {
    return new TensorVector(looksUp ? wRows : weights.w, weights.rw, weights.b, v, c);
  }

  /** Copies of the parameters as they are. */
  Tensor[] snapshot() {
    TensorVector parameters = parameters();
    Tensor[] copies = new Tensor[(int) parameters.size()];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = parameters.get(i).detach().add(new Scalar(0f));
    }
    return copies;
  }

  /** By how much the parameters differ from those before. */
  void putUpdate(Results results, Tensor... before) {
    TensorVector parameters = parameters();
    for (int i = 0; i < before.length; i++) {
      Tensor update = parameters.get(i).detach().sub(before[i]);
      boolean asInDl4j = update.dim() == 1 || (looksUp && i == 0);
      results.put("update " + KEYS[i], TorchWeights.values(asInDl4j ? update : update.t()));
    }
  }
}
