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

  private OneBlasThread(HeldSetting.Hold hold) {
    this.hold = hold;
  }

  /** Holds it until this is closed. */
  public OneBlasThread() {
    this(THREADS.hold());
  }

  /**
   * Holds it, or nothing: to set it takes some 20 us.
   *
   * @param isUsed whether there will be products by OpenBLAS
   * @return to be closed
   */
  public static OneBlasThread where(boolean isUsed) {
    return isUsed ? new OneBlasThread() : new OneBlasThread(null);
  }

  @Override
  public void close() {
    if (hold != null) {
      hold.close();
    }
  }
}
