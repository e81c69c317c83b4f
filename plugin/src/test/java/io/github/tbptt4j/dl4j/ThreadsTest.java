package io.github.tbptt4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.OtherJvm;
import io.github.tbptt4j.SystemProperty;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.nativemem.Finite;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks whose work is shared out among threads. */
class ThreadsTest {
  private static final int SIZE = 64;
  private static final int MINIBATCH = 48;
  private static final int STEPS = 12;
  private static final int UPDATES = 5;

  /** Enough work for some parts, in the layer and in the output. */
  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.FLOAT)
                .updater(new Sgd(0.1))
                .list()
                .layer(
                    new VanillaRnn.Builder().nOut(SIZE).truncation(TruncatedBptt.of(4, 7)).build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(SIZE)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(SIZE))
                .build());
    network.init();
    return network;
  }

  private static DataSet data() {
    INDArray x = Nd4j.rand(DataType.FLOAT, MINIBATCH, SIZE, STEPS).subi(0.5);
    INDArray y = Nd4j.zeros(DataType.FLOAT, MINIBATCH, SIZE, STEPS);
    for (int example = 0; example < MINIBATCH; example++) {
      for (int step = 0; step < STEPS; step++) {
        y.putScalar(example, (7 * example + step) % SIZE, step, 1);
      }
    }
    return new DataSet(x, y);
  }

  private static float[] trained(DataSet data) {
    MultiLayerNetwork network = network();
    for (int update = 0; update < UPDATES; update++) {
      network.fit(data);
    }
    return network.params().toFloatVector();
  }

  @Test
  void networksLearnTheSameAloneAndBesideManyWhileThePropertyChanges() throws Exception {
    Nd4j.getRandom().setSeed(5);
    DataSet data = data();
    float[] alone = trained(data);
    assertTrue(Finite.all(Nd4j.createFromArray(alone)));
    int networks = 8;
    long helpersBefore = helpers();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(networks + 1);
    try (SystemProperty property = new SystemProperty(Workers.PROPERTY)) {
      Future<?> changes = threads.submit(() -> changeTheProperty(over));
      List<Callable<float[]>> trainings = new ArrayList<>();
      for (int i = 0; i < networks; i++) {
        DataSet own = data.copy();
        trainings.add(() -> trained(own));
      }
      for (Future<float[]> training : threads.invokeAll(trainings)) {
        assertArrayEquals(alone, training.get());
      }
      over.set(true);
      changes.get();
      assertTrue(helpers() - helpersBefore < Workers.count());
    } finally {
      over.set(true);
      threads.shutdown();
    }
  }

  private static void changeTheProperty(AtomicBoolean over) {
    while (!over.get()) {
      for (String threads : new String[] {"1", "7", "2", "64", "two", "3"}) {
        System.setProperty(Workers.PROPERTY, threads);
        Thread.yield();
      }
    }
  }

  private static long helpers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("tbptt4j-worker"))
        .count();
  }

  /** Java is started with a wrong property. */
  static final class WrongProperty {
    private WrongProperty() {}

    public static void main(String[] args) {
      MultiLayerNetwork network = network();
      float[] before = network.params().toFloatVector();
      for (int use = 0; use < 2; use++) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> network.fit(data())).getMessage();
        assertTrue(message.startsWith("tbptt4j.threads (\"two\") must be a number"), message);
      }
      assertArrayEquals(before, network.params().toFloatVector());
      assertEquals(0, network.getIterationCount());
    }
  }

  @Tag("slow")
  @Test
  void aWrongPropertyIsRefusedAtEachUseAndTheNetworkStaysAsItWas() throws Exception {
    OtherJvm.run(List.of("-Dtbptt4j.threads=two"), WrongProperty.class);
  }
}
