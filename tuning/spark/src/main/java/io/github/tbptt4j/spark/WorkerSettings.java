package io.github.tbptt4j.spark;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import java.io.Serializable;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** How each worker trains. */
record WorkerSettings(Truncation truncation, Double clipGlobalNorm, boolean stateful)
    implements Serializable {

  TruncatedBpttTrainer trainer(MultiLayerNetwork network, Consumer<FitReport> listener) {
    TruncatedBpttTrainer.Builder builder =
        TruncatedBpttTrainer.builder(network)
            .truncation(truncation)
            .stateful(stateful)
            .listener(listener);
    return (clipGlobalNorm == null ? builder : builder.clipGlobalNorm(clipGlobalNorm)).build();
  }
}
