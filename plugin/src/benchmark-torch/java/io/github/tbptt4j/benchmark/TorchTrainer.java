package io.github.tbptt4j.benchmark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Truncated backpropagation as a PyTorch user writes it: every k1 steps forward over the last k2
 * from the state stored there, the losses of the last k1, backward, clip_grad_norm_, SGD or Adam. A
 * call is one update. The streams are the same stretch of steps over and over, and are there as
 * tensors before.
 */
final class TorchTrainer implements TorchWork {
  private static final float AGAINST_ZERO = 1e-6f; // as in clip_grad_norm_

  private final Case one;
  private final TorchCharacterModel model;
  private final TorchUpdate update;
  private final Scalar threshold = new Scalar(CaseData.CLIP_NORM);
  private final Scalar atMost = new Scalar(1.0);
  private final Scalar aLittle = new Scalar(AGAINST_ZERO);

  /** Twice the stretch, so that a window may reach over its end. */
  private final Tensor x;

  private final Tensor targets;

  /** The states after windows that later ones may begin with, the oldest first. */
  private final Deque<Tensor> stored = new ArrayDeque<>();

  /** Steps of the streams that are done. */
  private long position;

  TorchTrainer(Case one, String form) {
    this.one = one;
    CaseData data = CaseData.of(one);
    model = new TorchCharacterModel(one, data, form);
    update = one.has(Case.Trait.ADAM) ? TorchUpdate.adam(model.parameters()) : TorchUpdate.sgd();
    Tensor stretch = model.input(data);
    x = torch.cat(new TensorVector(stretch, stretch));
    targets = TorchCharacterModel.tensor(data.nextSymbols());
    stored.add(model.zeroState());
  }

  @Override
  public void run() {
    update();
  }

  /** {@return the loss before the update} */
  private Tensor update() {
    long end = position + one.k1();
    long start = Math.max(0, end - one.k2());
    Tensor steps = x.narrow(0, start % one.steps(), end - start);
    Tensor h = model.states(steps, stored.getFirst());
    Tensor owned = end - start == one.k1() ? h : h.narrow(0, position - start, one.k1());
    long firstTarget = position % one.steps() * one.minibatch();
    Tensor loss =
        model.loss(owned, targets.narrow(0, firstTarget, (long) one.k1() * one.minibatch()));
    TensorVector parameters = model.parameters();
    TensorVector gradients = torch.grad(new TensorVector(loss), parameters);
    clip(gradients);
    update.apply(parameters, gradients);
    store(h.select(0, end - start - 1));
    position = end;
    return loss;
  }

  /** What clip_grad_norm_ does: nobody waits for the norm's value. */
  private void clip(TensorVector gradients) {
    try (NoGradGuard noGradient = new NoGradGuard()) {
      Tensor[] norms = new Tensor[(int) gradients.size()];
      for (int i = 0; i < norms.length; i++) {
        norms[i] = torch.linalg_vector_norm(gradients.get(i));
      }
      Tensor norm = torch.linalg_vector_norm(torch.stack(new TensorVector(norms)));
      Tensor factor = norm.add(aLittle).reciprocal().mul(threshold).clamp_max(atMost);
      for (int i = 0; i < norms.length; i++) {
        gradients.get(i).mul_(factor);
      }
    }
  }

  /** A copy: a view would keep the states of all steps. It outlives the scope of this call. */
  private void store(Tensor state) {
    try (NoGradGuard noGradient = new NoGradGuard()) {
      stored.addLast(state.detach().clone().retainReference());
    }
    while (stored.size() > one.k2() / one.k1()) {
      stored.removeFirst().close();
    }
  }

  @Override
  public Results results() {
    Tensor[] before = model.snapshot();
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < CaseData.COMPARED_MINIBATCHES * one.updates(); i++) {
      try (PointerScope scope = new PointerScope()) {
        losses.add(update().item_float() / (double) one.k1());
      }
    }
    Results results = new Results().putLosses(losses);
    model.putUpdate(results, before);
    return results;
  }
}
