package io.github.tbptt4j.benchmark;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What torch.optim's step does. */
interface TorchUpdate {
  /** Changes the parameters in place. */
  void apply(TensorVector parameters, TensorVector gradients);

  static TorchUpdate sgd() {
    Scalar rate = new Scalar(CaseData.LEARNING_RATE);
    return (parameters, gradients) -> {
      try (NoGradGuard noGradient = new NoGradGuard()) {
        for (int i = 0; i < parameters.size(); i++) {
          parameters.get(i).sub_(gradients.get(i), rate);
        }
      }
    };
  }

  /**
   * Adam. Its epsilon stands where DL4J has it, as in the second form of Kingma's paper: the same
   * operations as torch.optim's but for one division.
   *
   * @param like the parameters
   */
  static TorchUpdate adam(TensorVector like) {
    int count = (int) like.size();
    Tensor[] means = new Tensor[count];
    Tensor[] squares = new Tensor[count];
    for (int i = 0; i < count; i++) {
      means[i] = torch.zeros_like(like.get(i).detach());
      squares[i] = torch.zeros_like(like.get(i).detach());
    }
    return new TorchUpdate() {
      private final Scalar beta2 = new Scalar(CaseData.ADAM_BETA2);
      private final Scalar toMean = new Scalar(1 - CaseData.ADAM_BETA1);
      private final Scalar toSquare = new Scalar(1 - CaseData.ADAM_BETA2);
      private final Scalar epsilon = new Scalar(CaseData.ADAM_EPSILON);
      private int updates;

      @Override
      public void apply(TensorVector parameters, TensorVector gradients) {
        updates++;
        double ofMean = 1 - Math.pow(CaseData.ADAM_BETA1, updates);
        double ofSquare = Math.sqrt(1 - Math.pow(CaseData.ADAM_BETA2, updates));
        try (NoGradGuard noGradient = new NoGradGuard();
            Scalar step = new Scalar(-CaseData.ADAM_RATE * ofSquare / ofMean)) {
          for (int i = 0; i < count; i++) {
            Tensor g = gradients.get(i);
            means[i].lerp_(g, toMean);
            squares[i].mul_(beta2).addcmul_(g, g, toSquare);
            Tensor divisor = squares[i].sqrt().add_(epsilon);
            parameters.get(i).addcdiv_(means[i], divisor, step);
          }
        }
      }
    };
  }
}
