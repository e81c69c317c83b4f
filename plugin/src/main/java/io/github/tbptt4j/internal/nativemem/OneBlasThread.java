package io.github.tbptt4j.internal.nativemem;

import io.github.tbptt4j.internal.threads.HeldSetting;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * Holds OpenBLAS to one thread while kernels run: they share out the work themselves, and threads
 * inside of a product of a time step would wait for each other at every step. The setting is the
 * process's, so it is given back when the last one is done.
 */
public final class OneBlasThread implements AutoCloseable {
  private static final HeldSetting THREADS =
      new HeldSetting(
          1, openblas_nolapack::blas_get_num_threads, openblas_nolapack::blas_set_num_threads);

  private final HeldSetting.Hold hold;

  /** Holds it until this is closed. */
  public OneBlasThread() {
    hold = THREADS.hold();
  }

  @Override
  public void close() {
    hold.close();
  }
}
