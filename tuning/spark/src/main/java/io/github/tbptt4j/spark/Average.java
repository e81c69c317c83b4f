package io.github.tbptt4j.spark;

import java.io.Serializable;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Parameters and the updater's state, of one worker or the mean over several. */
record Average(INDArray parameters, INDArray updaterState) implements Serializable {

  static Average of(MultiLayerNetwork network) {
    INDArray state = network.getUpdater().getStateViewArray();
    return new Average(network.params().dup(), state == null ? null : state.dup());
  }

  static Average of(List<Average> workers) {
    INDArray parameters = workers.get(0).parameters.dup();
    INDArray state = workers.get(0).updaterState == null ? null : workers.get(0).updaterState.dup();
    for (Average other : workers.subList(1, workers.size())) {
      parameters.addi(other.parameters);
      if (state != null) {
        state.addi(other.updaterState);
      }
    }
    if (workers.size() > 1) { // one worker's are its own, to the last bit
      parameters.divi(workers.size());
      if (state != null) {
        state.divi(workers.size());
      }
    }
    return new Average(parameters, state);
  }

  void putInto(MultiLayerNetwork network) {
    network.setParams(parameters);
    if (updaterState != null) {
      network.getUpdater().getStateViewArray().assign(updaterState);
    }
  }
}
