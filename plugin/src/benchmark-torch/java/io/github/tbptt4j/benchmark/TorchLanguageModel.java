package io.github.tbptt4j.benchmark;

import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A training step of a character model: nn.RNN, nn.Linear, cross entropy, SGD. */
final class TorchLanguageModel implements TorchWork {
  /** One-hot characters through nn.RNN. */
  static final String ONE_HOT = "one-hot";

  /** Rows of W looked up, no product with W; the recurrence step by step. */
  static final String EMBEDDING = "embedding";

  private static final int REDUCE_BY_SUM = 2;
  private static final int IGNORE_NONE = -100;

  private final Case one;
  private final boolean looksUp;
  private final TorchWeights weights;
  private final Tensor v;
  private final Tensor c;
  private final Tensor wRows;
  private final Tensor x;
  private final Tensor entering;
  private final Tensor targets;

  TorchLanguageModel(Case one, String form) {
    this.one = one;
    looksUp = form.equals(EMBEDDING);
    CaseData data = CaseData.of(one);
    weights = new TorchWeights(one, data, true);
    v = TorchWeights.transposed(data.v(), one.nOut(), one.nIn()).requires_grad_(true);
    c = TorchWeights.tensor(data.c(), one.nIn()).requires_grad_(true);
    wRows = TorchWeights.tensor(data.w(), one.nIn(), one.nOut()).requires_grad_(true);
    if (looksUp) {
      x = tensor(data.symbols()).reshape(one.steps(), one.minibatch());
      entering = torch.zeros(one.minibatch(), one.nOut());
    } else {
      float[] oneHot = CaseData.oneHot(one.nIn(), data.symbols());
      x = TorchWeights.tensor(oneHot, one.steps(), one.minibatch(), one.nIn());
      entering = torch.zeros(1, one.minibatch(), one.nOut());
    }
    targets = tensor(data.nextSymbols());
  }

  private static Tensor tensor(int... symbols) {
    return torch.tensor(IntStream.of(symbols).asLongStream().toArray());
  }

  @Override
  public void run() {
    step();
  }

  /** {@return the loss before the update} */
  private Tensor step() {
    Tensor h = looksUp ? statesByLookUp() : weights.rnn(x, entering);
    Tensor logits = torch.linear(h, v, new TensorOptional(c)).reshape(-1, one.nIn());
    Tensor loss =
        torch
            .cross_entropy_loss(
                logits, targets, new TensorOptional(), REDUCE_BY_SUM, IGNORE_NONE, 0.0)
            .div(new Scalar((float) one.minibatch()));
    TensorVector parameters = parameters();
    TensorVector gradients = torch.grad(new TensorVector(loss), parameters);
    try (NoGradGuard noGradient = new NoGradGuard()) {
      Scalar rate = new Scalar(CaseData.LEARNING_RATE);
      for (int i = 0; i < parameters.size(); i++) {
        parameters.get(i).sub_(gradients.get(i), rate);
      }
    }
    return loss;
  }

  private Tensor statesByLookUp() {
    Tensor z = torch.embedding(wRows, x).add(weights.b); // [T, B, nOut]
    Tensor rwColumns = weights.rw.t();
    TensorVector steps = torch.unbind(z);
    Tensor[] states = new Tensor[one.steps()];
    Tensor h = entering;
    for (int t = 0; t < states.length; t++) {
      h = torch.addmm(steps.get(t), h, rwColumns).tanh();
      states[t] = h;
    }
    return torch.stack(new TensorVector(states));
  }

  private TensorVector parameters() {
    return new TensorVector(looksUp ? wRows : weights.w, weights.rw, weights.b, v, c);
  }

  @Override
  public Results results() {
    TensorVector parameters = parameters();
    Tensor[] before = new Tensor[(int) parameters.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = parameters.get(i).detach().add(new Scalar(0f));
    }
    Results results = new Results().put("loss", TorchWeights.values(step()));
    String[] keys = {"0_W", "0_RW", "0_b", "1_W", "1_b"};
    for (int i = 0; i < before.length; i++) {
      Tensor update = parameters.get(i).detach().sub(before[i]);
      boolean asInDl4j = update.dim() == 1 || (looksUp && i == 0);
      results.put("update " + keys[i], TorchWeights.values(asInDl4j ? update : update.t()));
    }
    return results;
  }
}
