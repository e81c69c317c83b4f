package io.github.tbptt4j.examples;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** How many threads ND4J's operations use. */
final class Threads {
  private Threads() {}

  /**
   * Makes each operation run on the thread that calls it.
   *
   * <p>A recurrent network is a long chain of small operations. Sharing each of them among the
   * cores costs a barrier at every time step, which on few or virtual cores takes longer than the
   * work. {@code OMP_NUM_THREADS=1} does the same where the environment can be set.
   */
  static void useOneForEachOperation() {
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
  }
}
