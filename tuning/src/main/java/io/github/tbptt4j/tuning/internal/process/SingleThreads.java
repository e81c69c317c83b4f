package io.github.tbptt4j.tuning.internal.process;

import io.github.tbptt4j.internal.nativemem.OneBlasThread;
import io.github.tbptt4j.internal.threads.HeldSetting;
import io.github.tbptt4j.internal.threads.Parallelism;
import io.github.tbptt4j.tuning.SweepInterruptedException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * One thread for all arithmetic of the calling thread until that closes it: fastest for small
 * networks, and what a sweep trains its candidates with. While candidates are trained side by side,
 * neither our kernels nor ND4J nor its BLAS have other threads take part. They would wait for each
 * other, and sums that are shared out otherwise round otherwise.
 *
 * <p>Our kernels' and OpenMP's settings are a thread's own, ND4J's and its BLAS's are the
 * process's: they are given back when the last one that needs them is closed. OpenMP's is heeded by
 * {@link #call} only.
 */
public final class SingleThreads implements AutoCloseable {
  private static final HeldSetting ND4J_THREADS =
      new HeldSetting(
          1,
          () -> Nd4j.getEnvironment().maxMasterThreads(),
          threads -> Nd4j.getEnvironment().setMaxMasterThreads(threads));

  private final HeldSetting.Hold nd4j = ND4J_THREADS.hold();
  private final OneBlasThread blas = new OneBlasThread();
  private final Parallelism kernels = Parallelism.ofThisThread(1);

  /** Begins; the calling thread has to close it. */
  public SingleThreads() {}

  /**
   * A thread whose arithmetic has no other thread.
   *
   * @param task what it does
   * @param name its name
   * @return a daemon thread
   */
  public static Thread thread(Runnable task, String name) {
    return daemon(
        () ->
            alone(
                () -> {
                  task.run();
                  return null;
                }),
        name);
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
    FutureTask<T> result = new FutureTask<>(() -> alone(task));
    daemon(result, "tbptt4j-single").start();
    try {
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

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private static <T> T alone(Supplier<T> task) {
    try (SingleThreads settings = new SingleThreads()) {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
      return task.get();
    }
  }

  @Override
  public void close() {
    kernels.close();
    blas.close();
    nd4j.close();
  }
}
