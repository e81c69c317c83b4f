package io.github.tbptt4j.tuning;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * One thread for all arithmetic until it is closed: fastest for small networks, and what {@link
 * TruncationSweep} trains its candidates with. While candidates are trained side by side, neither
 * our kernels nor ND4J nor its BLAS start threads of their own. They would wait for each other, and
 * sums that are shared out otherwise round otherwise. The settings are the process's, and are given
 * back, except OpenMP's, which is a thread's own: {@link #call} heeds it too.
 */
public final class SingleThreads implements AutoCloseable {
  private static final String KERNEL_THREADS = "tbptt4j.threads";

  private final String kernelThreads = System.getProperty(KERNEL_THREADS);
  private final Environment environment = Nd4j.getEnvironment();
  private final int masterThreads = environment.maxMasterThreads();
  private final int blasThreads = openblas_nolapack.blas_get_num_threads();

  SingleThreads() {
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

  /**
   * Does something in a thread of its own whose arithmetic has no other thread, and waits for it.
   *
   * @param task what to do
   * @param <T> of what comes out
   * @return what came out
   * @throws SweepInterruptedException if the calling thread is interrupted; the task then goes on
   *     in its daemon thread
   */
  public static <T> T call(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable work =
        () -> {
          try {
            result.complete(task.get());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    try (SingleThreads settings = new SingleThreads()) {
      thread(work, "tbptt4j-single").start();
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SweepInterruptedException("Interrupted.");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // a Supplier throws no other
    }
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
