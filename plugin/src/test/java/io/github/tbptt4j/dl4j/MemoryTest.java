package io.github.tbptt4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class MemoryTest {
  private static final int MINIBATCH = 16;
  private static final int STEPS = 500;
  private static final int SIZE = 64;

  /** Freed with Java's garbage, 100 tapes of 4 MB would stay: the heap here is far from full. */
  @Tag("slow")
  @Test
  void memoryDoesNotGrowWithTheNumberOfCalls() {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(1e-6))
                .list()
                .layer(new VanillaRnn.Builder().nOut(SIZE).truncation(50, 100).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(SIZE))
                .build());
    net.init();
    DataSet data =
        new DataSet(
            Nd4j.rand(MINIBATCH, SIZE, STEPS).castTo(net.params().dataType()),
            Nd4j.rand(MINIBATCH, 2, STEPS));
    for (int i = 0; i < 20; i++) {
      net.fit(data);
    }
    long before = Pointer.physicalBytes();
    for (int i = 0; i < 100; i++) {
      net.fit(data);
    }
    long grown = Pointer.physicalBytes() - before;
    assertTrue(grown < 150L << 20, "grown by " + (grown >> 20) + " MB in 100 calls");
  }
}
