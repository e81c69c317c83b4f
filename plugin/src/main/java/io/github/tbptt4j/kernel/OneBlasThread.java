package io.github.tbptt4j.kernel;

import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * Holds OpenBLAS to one thread while kernels run: they share out the work themselves, and threads
 * inside of a product of a time step would wait for each other at every step. The setting is the
 * process's, so it is given back when the last one is done.
 */
final class OneBlasThread implements AutoCloseable {
  private static int users;
  private static int threadsBefore;

  OneBlasThread() {
    synchronized (OneBlasThread.class) {
      if (users++ == 0) {
        threadsBefore = openblas_nolapack.blas_get_num_threads();
        set(1);
      }
    }
  }

  @Override
  public void close() {
    synchronized (OneBlasThread.class) {
      if (--users == 0) {
        set(threadsBefore);
      }
    }
  }

  private static void set(int threads) {
    if (openblas_nolapack.blas_get_num_threads() != threads) {
      openblas_nolapack.blas_set_num_threads(threads);
    }
  }
}
