package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Times one step of a session beside {@code rnnTimeStep}, results compared first: medians in
 * microseconds, 64 inputs, softmax over 64.
 *
 * <pre>
 * mvn -q -B -pl plugin test-compile exec:java -Dexec.mainClass=io.github.tbptt4j.InferenceTimes
 * </pre>
 */
public final class InferenceTimes {
  private static final int SYMBOLS = 64;
  private static final int STEPS = 20_000;
  private static final int DL4J_STEPS = 1_500;

  private InferenceTimes() {}

  /** Prints a table; takes hidden sizes, by default 128, 256 and 512. */
  public static void main(String[] args) {
    List<Integer> sizes =
        args.length == 0
            ? List.of(128, 256, 512)
            : Arrays.stream(args).map(Integer::valueOf).toList();
    System.out.println(" nOut  session  one-hot  rnnTimeStep  us a step  GB/s of weights");
    for (int size : sizes) {
      time(size);
    }
  }

  private static void time(int nOut) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new VanillaRnn.Builder().nOut(nOut).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT).nOut(SYMBOLS).build())
                .setInputType(InputType.recurrent(SYMBOLS))
                .build());
    network.init();
    InferenceSession session = InferenceSession.of(network);
    float[] input = new float[SYMBOLS];
    float[] output = new float[SYMBOLS];
    Random random = new Random(2);
    for (int i = 0; i < SYMBOLS; i++) {
      input[i] = random.nextFloat();
    }
    INDArray theirs = Nd4j.createFromArray(new float[][] {input});
    for (int i = 0; i < 100; i++) {
      session.step(input, output);
      double error =
          largestDifference(
              network.rnnTimeStep(theirs).reshape(SYMBOLS), Nd4j.createFromArray(output));
      if (!(error < 1e-6)) {
        throw new IllegalStateException("Results differ by " + error);
      }
    }
    double step = median(STEPS, () -> session.step(input, output));
    double oneHot = median(STEPS, () -> session.step(5, output));
    double dl4j = median(DL4J_STEPS, () -> network.rnnTimeStep(theirs));
    double bytes = 4.0 * nOut * (SYMBOLS + nOut + SYMBOLS);
    System.out.printf(
        Locale.ROOT,
        "%5d %8.2f %8.2f %12.1f %26.1f%n",
        nOut,
        step,
        oneHot,
        dl4j,
        bytes / step / 1e3);
  }

  /** Of the second half: the first warms up. */
  private static double median(int steps, Runnable step) {
    double[] times = new double[2 * steps];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      step.run();
      times[i] = (System.nanoTime() - start) / 1e3;
    }
    double[] sorted = Arrays.copyOfRange(times, steps, times.length);
    Arrays.sort(sorted);
    return sorted[steps / 2];
  }
}
