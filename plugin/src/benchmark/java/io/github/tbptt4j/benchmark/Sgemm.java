package io.github.tbptt4j.benchmark;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** The arithmetic limit: what a large matrix product reaches on this machine. */
final class Sgemm {
  private static final int SIZE = 1536;
  private static final int REPETITIONS = 5;

  private Sgemm() {}

  /**
   * The rate of OpenBLAS with one thread a processor, or of as many independent products with one
   * thread each, whichever is higher.
   *
   * @return floating-point operations a millisecond
   */
  static double flopPerMs() throws InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.max(rate(1, processors), rate(processors, 1));
  }

  private static double rate(int products, int threadsEach) throws InterruptedException {
    org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(threadsEach);
    List<Product> work = new ArrayList<>();
    for (int i = 0; i < products; i++) {
      work.add(new Product());
    }
    double[] rates = new double[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
      List<Thread> threads = work.stream().map(Thread::new).toList();
      long start = System.nanoTime();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      double ms = (System.nanoTime() - start) / 1e6;
      rates[i] = products * 2.0 * SIZE * SIZE * SIZE / ms;
    }
    work.forEach(Product::free);
    return Samples.median(rates);
  }

  /** C = A B, with memory of its own. */
  private static final class Product implements Runnable {
    private final FloatPointer a = matrix(0.5f);
    private final FloatPointer b = matrix(0.25f);
    private final FloatPointer c = matrix(0);

    private static FloatPointer matrix(float value) {
      FloatPointer matrix = new FloatPointer((long) SIZE * SIZE);
      for (long i = 0; i < matrix.limit(); i++) {
        matrix.put(i, value);
      }
      return matrix;
    }

    @Override
    public void run() {
      openblas_nolapack.cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          SIZE,
          SIZE,
          SIZE,
          1,
          a,
          SIZE,
          b,
          SIZE,
          0,
          c,
          SIZE);
    }

    void free() {
      a.deallocate();
      b.deallocate();
      c.deallocate();
    }
  }
}
