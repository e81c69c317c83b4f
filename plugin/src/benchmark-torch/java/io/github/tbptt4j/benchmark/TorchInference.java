package io.github.tbptt4j.benchmark;

import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** One step of a character model, without gradients. */
final class TorchInference implements TorchWork {
  static final String RNN = "nn.RNN";
  static final String CELL = "nn.RNNCell";
  static final String ADDMM = "row of W, addmm";

  private final String form;
  private final TorchWeights weights;
  private final Tensor v;
  private final Tensor c;
  private final Tensor rwColumns;
  private final Tensor[] inputs;
  private Tensor h;
  private int symbol;

  TorchInference(Case one, String form) {
    this.form = form;
    CaseData data = CaseData.of(one);
    weights = new TorchWeights(one, data, false);
    v = TorchWeights.transposed(data.v(), one.nOut(), one.nIn());
    c = TorchWeights.tensor(data.c(), one.nIn());
    rwColumns = weights.rw.t();
    boolean sequence = form.equals(RNN);
    h = sequence ? torch.zeros(1, 1, one.nOut()) : torch.zeros(1, one.nOut());
    Tensor rowsOfW = TorchWeights.tensor(data.w(), one.nIn(), one.nOut()).add(weights.b);
    inputs = new Tensor[one.nIn()];
    for (int i = 0; i < inputs.length; i++) {
      Tensor oneHot = TorchWeights.tensor(CaseData.oneHot(one.nIn(), i), 1, one.nIn());
      inputs[i] =
          switch (form) {
            case RNN -> oneHot.reshape(1, 1, one.nIn());
            case CELL -> oneHot;
            default -> rowsOfW.narrow(0, i, 1);
          };
    }
  }

  @Override
  public void run() {
    step(symbol);
    symbol = (symbol + 1) % inputs.length;
  }

  private Tensor step(int next) {
    try (InferenceMode inference = new InferenceMode()) {
      Tensor state =
          switch (form) {
            case RNN -> weights.rnn(inputs[next], h);
            case CELL -> weights.cell(inputs[next], h);
            default -> torch.addmm(inputs[next], h, rwColumns).tanh_();
          };
      h.close();
      h = state.retainReference(); // outlives the scope of this call
      return torch.softmax(torch.linear(state, v, new TensorOptional(c)), -1);
    }
  }

  @Override
  public Results results() {
    Results results = new Results();
    for (int i = 0; i < CaseData.INFERENCE_STEPS; i++) {
      results.put("probabilities " + i, TorchWeights.values(step(i)));
    }
    return results;
  }
}
