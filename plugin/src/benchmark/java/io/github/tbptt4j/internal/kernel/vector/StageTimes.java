package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.cpu.FloatActivations;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times what a pass of the vector kernel consists of, on one thread: where the time of a layer
 * goes.
 *
 * <pre>
 * mvn -q -B -pl plugin test-compile exec:java \
 *   -Dexec.mainClass=io.github.tbptt4j.internal.kernel.vector.StageTimes -Dexec.args="64 256"
 * </pre>
 *
 * <p>Arguments: nIn and nOut.
 */
public final class StageTimes {
  private static final int ROWS_OF_A_STEP = 16;
  private static final int ROWS_OF_A_BLOCK = 128;
  private static final int REPETITIONS = 3000;
  private static final int CALLS = 10;

  private StageTimes() {}

  /** Prints a table; see the class comment for the arguments. */
  public static void main(String[] args) {
    int nIn = Integer.parseInt(args[0]);
    int n = Integer.parseInt(args[1]);
    step(nIn, n);
    gradients(nIn, n);
  }

  private static void step(int nIn, int n) {
    System.out.println("A forward step of " + ROWS_OF_A_STEP + " rows:");
    int rows = ROWS_OF_A_STEP;
    float[] h = random(rows * n);
    float[] x = random(rows * nIn);
    float[] z = random(rows * n);
    VectorProduct byRw = product(n, n, rows);
    VectorProduct byW = product(nIn, n, rows);
    time("h RW", 2.0 * rows * n * n, () -> byRw.add(h, rows, z));
    time("x W", 2.0 * rows * nIn * n, () -> byW.add(x, rows, z));
    time("tanh", 0, () -> FloatActivations.tanh(z, 0, z.length));
  }

  private static void gradients(int nIn, int n) {
    System.out.println("The gradients' sums over " + ROWS_OF_A_BLOCK + " rows:");
    int rows = ROWS_OF_A_BLOCK;
    float[] delta = random(rows * n);
    float[] h = random(rows * n);
    float[] x = random(rows * nIn);
    float[] dx = new float[rows * nIn];
    Scratch scratch = new Scratch();
    float[] quads = VectorOuterProduct.memoryForQuads(n, rows, scratch);
    float[] panels = VectorOuterProduct.memoryForPanels(Math.max(n, nIn), rows, scratch);
    VectorOuterProduct drw = new VectorOuterProduct(n, n, scratch);
    VectorOuterProduct dw = new VectorOuterProduct(n, nIn, scratch);
    drw.clear();
    dw.clear();
    VectorProduct byW = product(n, nIn, rows);
    time("delta packed", 0, () -> VectorOuterProduct.quads(delta, 0, rows, n, quads));
    time("dRW", 2.0 * rows * n * n, () -> drw.add(quads, h, 0, rows, panels));
    time("dW", 2.0 * rows * nIn * n, () -> dw.add(quads, x, 0, rows, panels));
    time("dx", 2.0 * rows * nIn * n, () -> byW.add(delta, rows, dx));
  }

  private static VectorProduct product(int depth, int n, int rows) {
    Scratch scratch = new Scratch();
    VectorPacking packing = new VectorPacking(scratch);
    float[] packed = packing.straight(Nd4j.rand(DataType.FLOAT, depth, n).dup('f'));
    packing.run(1);
    return VectorProduct.of(packed, depth, n, rows, scratch);
  }

  private static float[] random(int size) {
    Random random = new Random(7);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  private static void time(String stage, double operations, Runnable work) {
    double[] micros = new double[REPETITIONS];
    for (int i = -REPETITIONS; i < REPETITIONS; i++) {
      long start = System.nanoTime();
      for (int call = 0; call < CALLS; call++) {
        work.run();
      }
      if (i >= 0) {
        micros[i] = (System.nanoTime() - start) / 1e3 / CALLS;
      }
    }
    Arrays.sort(micros);
    double median = micros[REPETITIONS / 2];
    String speed =
        operations == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", %.0f (%.0f) GFLOP/s",
                operations / median / 1e3,
                operations / micros[0] / 1e3);
    System.out.printf(
        Locale.ROOT, "  %-14s %7.1f us (fastest %.1f)%s%n", stage, median, micros[0], speed);
  }
}
