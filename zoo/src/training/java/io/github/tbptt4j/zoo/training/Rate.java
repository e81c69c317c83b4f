package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard.Speed;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.Supplier;

/** How fast something is and what it takes, for a card. */
final class Rate {
  private static final String MACHINE =
      "of one thread's time on a virtual machine with 2 cores (AVX-512)";
  private static final int ROUNDS = 5;

  private Rate() {}

  /**
   * Measures in the thread's own time, since others use the machine, too: the median of some
   * rounds, after one that warms up.
   *
   * @param use what is done
   * @param unit what is counted
   * @param count how many of them the work does
   * @param work to be done in this thread
   */
  static Speed of(String use, String unit, long count, Supplier<?> work) {
    Object result = work.get();
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    double[] rates = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = clock.getCurrentThreadCpuTime();
      result = work.get();
      rates[round] = count * 1e9 / (clock.getCurrentThreadCpuTime() - start);
    }
    Arrays.sort(rates);
    Reference.reachabilityFence(result); // so that the work is done
    return new Speed(use, rounded(rates[ROUNDS / 2]), unit, MACHINE);
  }

  /** To two digits: more would be another number next time. */
  private static double rounded(double rate) {
    double digit = Math.pow(10, Math.floor(Math.log10(rate)) - 1);
    return Math.rint(rate / digit) * digit;
  }

  /** {@return bytes of the heap in use, garbage apart} */
  static long heap() {
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
