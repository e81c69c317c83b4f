package io.github.tbptt4j.internal.train.chain;

import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dropout of a layer's input, DL4J's own. */
final class Dropout implements Stage {
  private final IDropout dropout;
  private INDArray input;
  private Moment moment;

  Dropout(IDropout dropout) {
    this.dropout = dropout;
  }

  @Override
  public INDArray forward(INDArray x, INDArray mask, Moment step) {
    input = x;
    moment = step;
    INDArray result = Nd4j.createUninitialized(x.dataType(), x.shape(), 'c');
    return dropout.applyDropout(
        x, result, step.iteration(), step.epoch(), LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  public INDArray backward(INDArray error, boolean wantsInput) {
    if (!wantsInput) {
      dropout.clear();
      return null;
    }
    // DL4J's dropout keeps its mask for all steps.
    INDArray entire = Nd4j.create(input.dataType(), input.shape(), 'c');
    Rows.from(entire, input.size(0) - error.size(0)).assign(error);
    return dropout.backprop(entire, entire, moment.iteration(), moment.epoch());
  }
}
