package io.github.tbptt4j.benchmark;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The forward and backward pass of nn.RNN, or its backward pass alone. */
final class TorchLayer implements TorchWork {
  static final String WITH_DX = "with dx";
  static final String WITHOUT_DX = "without dx";

  private final TorchWeights weights;
  private final Tensor x;
  private final Tensor entering;
  private final Tensor error;
  private final boolean wantsDx;

  /** The states of a forward pass done before, or null to do one in each call. */
  private final Tensor states;

  static TorchLayer bothPasses(Case one, String form) {
    return new TorchLayer(one, form, false);
  }

  static TorchLayer backwardAlone(Case one, String form) {
    return new TorchLayer(one, form, true);
  }

  private TorchLayer(Case one, String form, boolean forwardBefore) {
    CaseData data = CaseData.of(one);
    weights = new TorchWeights(one, data, true);
    wantsDx = form.equals(WITH_DX);
    x =
        TorchWeights.tensor(data.x(), one.steps(), one.minibatch(), one.nIn())
            .requires_grad_(wantsDx);
    entering = torch.zeros(1, one.minibatch(), one.nOut());
    error = TorchWeights.tensor(data.error(), one.steps(), one.minibatch(), one.nOut());
    states = forwardBefore ? weights.rnn(x, entering) : null;
  }

  @Override
  public void run() {
    gradients(states == null ? weights.rnn(x, entering) : states);
  }

  private TensorVector gradients(Tensor h) {
    TensorVector leaves = new TensorVector(weights.w, weights.rw, weights.b);
    if (wantsDx) {
      leaves.push_back(x);
    }
    BoolOptional keepGraph = new BoolOptional(states != null);
    return torch.grad(
        new TensorVector(h), leaves, new TensorVector(error), keepGraph, false, false);
  }

  @Override
  public Results results() {
    Tensor h = states == null ? weights.rnn(x, entering) : states;
    TensorVector gradients = gradients(h);
    Results results =
        new Results()
            .put("h", TorchWeights.values(h))
            .put("dW", TorchWeights.values(gradients.get(0).t()))
            .put("dRW", TorchWeights.values(gradients.get(1).t()))
            .put("db", TorchWeights.values(gradients.get(2)));
    if (wantsDx) {
      results.put("dx", TorchWeights.values(gradients.get(3)));
    }
    return results;
  }
}
