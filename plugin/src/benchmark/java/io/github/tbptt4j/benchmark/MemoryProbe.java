package io.github.tbptt4j.benchmark;

import java.util.Locale;

/**
 * Measures memory in a JVM of its own, whose heap is resident from the start so that only native
 * memory makes a difference.
 */
final class MemoryProbe {
  private static final Case PEAK = new Case("peak", Case.Kind.LAYER, 32, 64, 256, 1000, 1000, 1000);
  private static final int PEAK_CALLS = 10;

  private static final int SOAK_CALLS = 10_000;

  /** A network a call: costs more. */
  private static final int SOAK_NETWORKS = 1000;

  private static final int PERIODS = 3;

  private MemoryProbe() {}

  /** Arguments: {@code peak} or the kind of case of a soak, or {@code NETWORKS}; whose layers. */
  public static void main(String[] args) throws InterruptedException {
    Family family = Family.valueOf(args[1]);
    double mib =
        switch (args[0]) {
          case "peak" -> peak(family.work(PEAK));
          case "NETWORKS" -> growth(() -> family.work(small(Case.Kind.LAYER)).run(), SOAK_NETWORKS);
          default -> growth(family.work(small(Case.Kind.valueOf(args[0])))::run, SOAK_CALLS);
        };
    System.out.printf(Locale.ROOT, Peer.ANSWER + "%.1f%n", mib);
    System.exit(0); // ND4J's threads aren't all daemons
  }

  private static Case small(Case.Kind kind) {
    int steps = kind == Case.Kind.INFERENCE ? 1 : 20;
    return new Case("soak", kind, 4, 16, 32, steps, steps, steps);
  }

  private static double peak(Work work) {
    for (int i = 0; i < PEAK_CALLS; i++) {
      work.run();
    }
    return ResidentMemory.peak();
  }

  /**
   * Growth over so many calls, the median of three periods, after one and a half: until then the
   * JVM compiles, measured as 14 MiB over the first 10,000 passes of a layer and as nothing over
   * the next 35,000. How long it goes on depends on the machine, single periods had 9 and -6 MiB; a
   * leak is in each of them.
   */
  private static double growth(Runnable call, int calls) throws InterruptedException {
    repeat(call, calls + calls / 2);
    double[] growths = new double[PERIODS];
    double before = ResidentMemory.settled();
    for (int period = 0; period < PERIODS; period++) {
      repeat(call, calls);
      double after = ResidentMemory.settled();
      growths[period] = after - before;
      before = after;
    }
    return Samples.median(growths);
  }

  private static void repeat(Runnable call, int calls) {
    for (int i = 0; i < calls; i++) {
      call.run();
    }
  }
}
