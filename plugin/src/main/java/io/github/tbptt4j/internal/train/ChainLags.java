package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.chain.Link;
import io.github.tbptt4j.internal.train.chain.ChainRun.Steps;
import io.github.tbptt4j.internal.train.chain.Head;
import io.github.tbptt4j.internal.train.chain.LagRun;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Single losses by the kernels, for chains of VanillaRnn layers. */
final class ChainLags implements LagPass {
  private final ChainArrays arrays;
  private final LagRun run;

  ChainLags(TrainableNetwork network, List<Link> links) {
    arrays = new ChainArrays(network, links.get(0).inner());
    run = new LagRun(links);
  }

  @Override
  public Chunk bring(Chunk minibatch) {
    return arrays.bring(minibatch);
  }

  @Override
  public LagNorms measure(
      Chunk steps, NetworkState entering, LagRequest request, DoubleConsumer progress) {
    Steps timeFirst = arrays.steps(steps, entering);
    Head.Targets targets = new Head.Targets(steps.labelsTimeFirst(), steps.labelMaskTimeFirst());
    return run.measure(timeFirst, targets, request, progress);
  }

  @Override
  public int stepsOfALoss() {
    return 4;
  }

  @Override
  public long multiplyAdds(int steps, int examples, LagRequest request) {
    return run.multiplyAdds(steps, examples, request);
  }
}
