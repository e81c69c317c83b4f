package io.github.tbptt4j.tuning;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * One thread for all arithmetic until it is closed: fastest for small networks, and what {@link
 * TruncationSweep} trains its candidates with. While candidates are trained side by side, neither
 * our kernels nor ND4J nor its BLAS start threads of their own. They would wait for each other, and
 * sums that are shared out otherwise round otherwise. The settings are the process's, and are given
 * back, except OpenMP's, see {@link #thread}.
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

  /**
   * A thread whose OpenMP regions have no other thread: that setting is each thread's own.
   *
   * @param task what it does
   * @param name its name
   * @return a daemon thread
   */
  static Thread thread(Runnable task, String name) {
    Thread thread =
        new Thread(
            () -> {
              NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
              task.run();
            },
            name);
    thread.setDaemon(true);
    return thread;
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
