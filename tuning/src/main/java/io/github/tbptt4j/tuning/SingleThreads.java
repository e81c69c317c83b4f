package io.github.tbptt4j.tuning;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One thread for all arithmetic until it is closed: fastest for small networks, and what {@link
 * TruncationSweep} trains its candidates with. While candidates are trained side by side, neither
 * our kernels nor ND4J nor its BLAS start threads of their own. They would wait for each other, and
 * sums that are shared out otherwise round otherwise. The settings are the process's; they are
 * given back.
 */
public final class SingleThreads implements AutoCloseable {
  private static final String KERNEL_THREADS = "tbptt4j.threads";

  private final String kernelThreads = System.getProperty(KERNEL_THREADS);
  private final Environment environment = Nd4j.getEnvironment();
  private final int masterThreads = environment.maxMasterThreads();
  private final int blasThreads = openblas_nolapack.blas_get_num_threads();

  /** From now on one thread. */
  public SingleThreads() {
    System.setProperty(KERNEL_THREADS, "1");
    environment.setMaxMasterThreads(1);
    openblas_nolapack.blas_set_num_threads(1);
  }

  @Override
  public void close() {
    if (kernelThreads == null) {
      System.clearProperty(KERNEL_THREADS);
    } else {
      System.setProperty(KERNEL_THREADS, kernelThreads);
    }
    environment.setMaxMasterThreads(masterThreads);
    openblas_nolapack.blas_set_num_threads(blasThreads);
  }
}
