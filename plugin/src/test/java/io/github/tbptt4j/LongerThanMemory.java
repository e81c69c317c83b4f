package io.github.tbptt4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Trains at several places of a file of bytes, in a process with little memory. */
final class LongerThanMemory {
  static final int STREAMS = 16;
  static final int STEPS = 20;
  static final int MINIBATCHES = 100;

  private LongerThanMemory() {}

  /** A byte that tells where it stands. */
  static int pattern(long place) {
    return (int) (place * 0x9E3779B97F4A7C15L >>> 56);
  }

  /** Steps of a stream. */
  static long streamLength(long bytes) {
    return (bytes - 1) / STREAMS;
  }

  /**
   * Prints, after each place, the resident bytes, and last the updates.
   *
   * @param arguments the file, and the minibatches to begin at
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    long length = streamLength(Files.size(file));
    MultiLayerNetwork network = network();
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(STEPS / 2, STEPS))
            .stateful(true)
            .build();
    try (SymbolSequenceIterator data =
        SymbolSequenceIterator.builder(file).streams(STREAMS).timeSteps(STEPS).build()) {
      long at = 0;
      for (int place = 1; place < arguments.length; place++) {
        at += data.skip(Long.parseLong(arguments[place]) - at);
        for (int i = 0; i < MINIBATCHES; i++) {
          DataSet minibatch = data.next();
          check(minibatch, length, at * STEPS);
          trainer.fit(minibatch);
          at++;
        }
        trainer.flush();
        System.out.println("resident " + Pointer.physicalBytes());
      }
      System.out.println("more " + data.hasNext());
    }
    System.out.println("updates " + network.getIterationCount());
  }

  private static void check(DataSet minibatch, long length, long step) {
    INDArray features = minibatch.getFeatures();
    INDArray labels = minibatch.getLabels();
    for (int row = 0; row < STREAMS; row++) {
      for (int t = 0; t < features.size(2); t++) {
        long place = row * length + step + t;
        if (features.getInt(row, 0, t) != pattern(place)
            || labels.getInt(row, 0, t) != pattern(place + 1)) {
          throw new AssertionError("Another byte in row " + row + " at step " + (step + t) + ".");
        }
      }
    }
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.01))
                .list()
                .layer(new VanillaRnn.Builder().nIn(256).nOut(8).indexInput(true).build())
                .layer(new FusedRnnOutputLayer.Builder(LossFunction.MCXENT).nOut(256).build())
                .setInputType(InputType.recurrent(1))
                .build());
    network.init();
    return network;
  }
}
