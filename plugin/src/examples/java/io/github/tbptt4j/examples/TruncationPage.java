package io.github.tbptt4j.examples;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The code in doc/truncation.md. */
final class TruncationPage {
  private TruncationPage() {}

  static VanillaRnn whole() {
    // README: the truncated layer
    VanillaRnn layer = new VanillaRnn.Builder().nOut(128).truncation(20, 60).build();
    // README: end
    return layer;
  }

  static MultiLayerNetwork inSegments(int symbols) {
    // README: the segments
    VanillaRnn segmented =
        new VanillaRnn.Builder().nOut(128).truncation(TruncatedBptt.backward(60)).build();
    MultiLayerNetwork inSegments =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam(2e-3))
                .list()
                .layer(segmented)
                .layer(new FusedRnnOutputLayer.Builder(LossFunction.MCXENT).nOut(symbols).build())
                .setInputType(InputType.recurrent(symbols))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTForwardLength(20) // k1; tBPTTBackwardLength does nothing in DL4J
                .build());
    // README: end
    return inSegments;
  }
}
