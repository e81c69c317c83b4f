package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Windows whose states and sums would fill a small heap. */
class TrainerHeapTest {
  private static final int EXAMPLES = 64;

  @Tag("slow")
  @Test
  void longWindowsOfManyLayersTrainInASmallHeap() throws Exception {
    assertTrains("-Xmx128m", "2", "layers 4", "nOut 128", "symbols 20", "steps 512");
  }

  @Tag("slow")
  @Test
  void manySymbolsOnManyThreadsTrainInASmallHeap() throws Exception {
    assertTrains("-Xmx96m", "16", "layers 1", "nOut 64", "symbols 10000", "steps 2");
  }

  /** Also a short window afterwards. */
  private static void assertTrains(String heap, String threads, String... sizes) throws Exception {
    List<String> options =
        List.of(
            heap,
            "-XX:+UseParallelGC",
            "--add-modules",
            "jdk.incubator.vector",
            "-Dtbptt4j.threads=" + threads,
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    String[] numbers = Arrays.stream(sizes).map(size -> size.split(" ")[1]).toArray(String[]::new);
    String printed = OtherJvm.run(options, Program.class, numbers);
    assertTrue(printed.contains("updates 2"), printed);
  }

  /** Trains on a window of some steps, and on one of two steps. */
  static final class Program {
    public static void main(String[] arguments) {
      int[] sizes = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
      MultiLayerNetwork network = network(sizes[0], sizes[1], sizes[2]);
      TruncatedBpttTrainer trainer =
          TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.full()).build();
      int updates = trainer.fit(zeros(sizes[3])).updates() + trainer.fit(zeros(2)).updates();
      System.out.println("updates " + updates);
    }

    private static DataSet zeros(int steps) {
      INDArray symbols = Nd4j.zeros(EXAMPLES, 1, steps);
      return new DataSet(symbols, symbols);
    }

    private static MultiLayerNetwork network(int layers, int nOut, int symbols) {
      NeuralNetConfiguration.ListBuilder list =
          new NeuralNetConfiguration.Builder().updater(new Sgd(0.1)).list();
      for (int i = 0; i < layers; i++) {
        list.layer(new VanillaRnn.Builder().nOut(nOut).indexInput(i == 0).build());
      }
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              list.layer(new FusedRnnOutputLayer.Builder().nOut(symbols).build())
                  .setInputType(InputType.recurrent(symbols))
                  .build());
      network.init();
      return network;
    }
  }
}
