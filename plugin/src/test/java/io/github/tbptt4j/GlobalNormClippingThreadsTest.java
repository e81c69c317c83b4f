package io.github.tbptt4j;

import static io.github.tbptt4j.Identical.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** One listener, shared by networks that are trained at the same time. */
class GlobalNormClippingThreadsTest {
  private static final int THREADS = 2;
  private static final int STEPS = 5;

  private static DataSet data(int seed) {
    return new DataSet(
        TestNetworks.uniform(seed, 1, 2, TestNetworks.IN, STEPS),
        WindowOracle.oneHot(2, TestNetworks.CLASSES, STEPS, new Random(seed)));
  }

  private static MultiLayerNetwork network(int seed) {
    MultiLayerNetwork network =
        TestNetworks.network(
            new Adam(.01), RNNFormat.NCW, TestNetworks.lstm(), TestNetworks.vanillaRnn());
    network.params().addi(TestNetworks.uniform(seed, .1, network.params().shape()));
    return network;
  }

  private static List<MultiLayerNetwork> networks() {
    return IntStream.range(0, THREADS).mapToObj(i -> network(i)).toList();
  }

  /** All threads begin together; what one throws is thrown here. */
  private static void together(IntConsumer work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        threads.add(
            pool.submit(
                () -> {
                  start.await();
                  work.accept(thread);
                  return null;
                }));
      }
      for (Future<?> thread : threads) {
        thread.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static final class SpoilsEveryThird extends BaseTrainingListener {
    private int calls;

    @Override
    public void onGradientCalculation(Model model) {
      if (calls++ % 3 == 2) {
        model.gradient().gradient().putScalar(0, Double.NaN);
      }
    }
  }

  private static void train(MultiLayerNetwork network, GlobalNormClipping clipping, int updates) {
    network.setListeners(new SpoilsEveryThird(), clipping);
    for (int i = 0; i < updates; i++) {
      network.fit(data(i % 10));
    }
  }

  private static GlobalNormClipping clipping() {
    return GlobalNormClipping.of(1).nonFinite(NonFinitePolicy.SKIP);
  }

  @Tag("slow")
  @Test
  void eachNetworkIsTrainedAsIfAloneAndEveryUpdateIsCounted() throws Exception {
    int updates = 150;
    List<MultiLayerNetwork> alone = networks();
    List<GlobalNormClipping> own = alone.stream().map(network -> clipping()).toList();
    for (int i = 0; i < THREADS; i++) {
      train(alone.get(i), own.get(i), updates);
    }
    List<MultiLayerNetwork> beside = networks();
    GlobalNormClipping shared = clipping();
    together(thread -> train(beside.get(thread), shared, updates));

    for (int i = 0; i < THREADS; i++) {
      assertIdentical(alone.get(i), beside.get(i));
    }
    assertEquals(THREADS * updates, shared.updates());
    assertEquals(THREADS * updates / 3, shared.skippedUpdates());
    LongStream clipped = own.stream().mapToLong(GlobalNormClipping::clippedUpdates);
    assertEquals(clipped.sum(), shared.clippedUpdates());
    assertNotEquals(0, shared.clippedUpdates());
    DoubleStream norms = own.stream().flatMapToDouble(c -> DoubleStream.of(c.normHistory()));
    assertArrayEquals(
        norms.sorted().toArray(), DoubleStream.of(shared.normHistory()).sorted().toArray());
  }

  /** Nothing but the listener's own calls, so that the threads meet in them. */
  @Test
  void skippedUpdateOfOneNetworkIsNotUndoneInAnother() throws Exception {
    int updates = 3000;
    List<MultiLayerNetwork> networks = networks();
    List<INDArray> before = networks.stream().map(network -> network.params().dup()).toList();
    for (int i = 0; i < THREADS; i++) {
      networks.get(i).setInput(data(i).getFeatures());
      networks.get(i).setLabels(data(i).getLabels());
      networks.get(i).computeGradientAndScore();
    }
    GlobalNormClipping shared = clipping();
    together(
        thread -> {
          MultiLayerNetwork network = networks.get(thread);
          for (int i = 0; i < updates; i++) {
            network.gradient().gradient().putScalar(0, Double.NaN);
            shared.onGradientCalculation(network);
            network.params().addi(1); // as the updater does, whatever the gradient
            shared.iterationDone(network, i, 0);
          }
        });
    for (int i = 0; i < THREADS; i++) {
      assertIdentical(before.get(i), networks.get(i).params());
    }
    assertEquals(THREADS * updates, shared.updates());
    assertEquals(THREADS * updates, shared.skippedUpdates());
  }

  @Test
  void updateThatFailedIsNotUndoneByALaterOne() {
    MultiLayerNetwork network = network(1);
    network.setInput(data(1).getFeatures());
    network.setLabels(data(1).getLabels());
    network.computeGradientAndScore();
    GlobalNormClipping clipping = clipping();
    INDArray finite = network.gradient().gradient().dup();
    network.gradient().gradient().putScalar(0, Double.NaN);
    clipping.onGradientCalculation(network); // iterationDone never comes: the updater failed
    network.gradient().gradient().assign(finite);
    clipping.onGradientCalculation(network);
    network.params().addi(1);
    INDArray updated = network.params().dup();
    clipping.iterationDone(network, 1, 0);
    assertIdentical(updated, network.params());
  }
}
