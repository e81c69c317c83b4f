package io.github.tbptt4j.benchmark;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A training step of a character model: all of its sequences, and SGD. */
final class TorchLanguageModel implements TorchWork {
  private final TorchCharacterModel model;
  private final TorchUpdate update;
  private final Tensor x;
  private final Tensor entering;
  private final Tensor targets;

  TorchLanguageModel(Case one, String form) {
    CaseData data = CaseData.of(one);
    model = new TorchCharacterModel(one, data, form);
    update = TorchUpdate.sgd();
    x = model.input(data);
    entering = model.zeroState();
    targets = TorchCharacterModel.tensor(data.nextSymbols());
  }

  @Override
  public void run() {
    step();
  }

  /** {@return the loss before the update} */
  private Tensor step() {
    Tensor loss = model.loss(model.states(x, entering), targets);
    TensorVector parameters = model.parameters();
    update.apply(parameters, torch.grad(new TensorVector(loss), parameters));
    return loss;
  }

  @Override
  public Results results() {
    Tensor[] before = model.snapshot();
    Results results = new Results().put("loss", TorchWeights.values(step()));
    model.putUpdate(results, before);
    return results;
  }
}
