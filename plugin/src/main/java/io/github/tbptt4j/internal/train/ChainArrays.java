package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.layer.CarriedState;
import io.github.tbptt4j.internal.layer.VanillaRnnImpl;
import io.github.tbptt4j.internal.train.chain.ChainRun.Steps;
import io.github.tbptt4j.internal.train.chain.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Minibatches in the form in which the stages of a chain take them.
 *
 * @param network the network
 * @param lowest its first layer
 */
record ChainArrays(TrainableNetwork network, Layer lowest) {

  /** Symbols as indices, numbers in the network's type. */
  Chunk bring(Chunk minibatch) {
    INDArray features = minibatch.features()[0];
    INDArray mask = minibatch.featureMasks()[0];
    return lowest instanceof VanillaRnnImpl rnn && rnn.takesIndices()
        ? minibatch.withFeatures(minibatch.asDl4j(rnn.readSymbols(features, mask)))
        : minibatch.withFeatures(features.castTo(network.model().params().dataType()));
  }

  /** Time first. */
  Steps steps(Chunk chunk, NetworkState entering) {
    INDArray mask = chunk.featureMasks()[0];
    List<INDArray> states = new ArrayList<>(); // null for the zero state
    for (Map<String, INDArray> state : entering.layers()) {
      states.add(state.get(CarriedState.PREVIOUS_ACTIVATION));
    }
    Model model = network.model();
    Moment moment =
        new Moment(BaseOptimizer.getIterationCount(model), BaseOptimizer.getEpochCount(model));
    return new Steps(
        chunk.timeFirst(chunk.features()[0]),
        mask == null ? null : chunk.maskTimeFirst(mask),
        states,
        moment);
  }
}
