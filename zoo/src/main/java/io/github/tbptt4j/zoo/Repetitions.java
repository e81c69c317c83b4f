package io.github.tbptt4j.zoo;

/**
 * Makes unlikely what would repeat what was written: a run of symbols that occurs for the second
 * time costs more with each of its symbols.
 */
final class Repetitions {
  private static final int HISTORY = 1_000;
  private static final int FREE = 8; // symbols in a row that may recur

  private final double logPenalty;
  private final int[] written = new int[HISTORY]; // a ring
  private long count;

  Repetitions(double penalty) {
    this.logPenalty = Math.log(penalty);
  }

  void add(int symbol) {
    written[(int) (count++ % HISTORY)] = symbol;
  }

  /**
   * Lowers what would go on with a repetition.
   *
   * @param logs logarithm of each symbol's probability
   */
  void penalise(double[] logs) {
    double[] penalties = new double[logs.length];
    for (long next = Math.max(FREE, count - HISTORY + FREE); next < count; next++) {
      int run = run(next);
      if (run >= FREE) {
        int symbol = at(next);
        penalties[symbol] = Math.max(penalties[symbol], (run - FREE + 1) * logPenalty);
      }
    }
    for (int symbol = 0; symbol < logs.length; symbol++) {
      logs[symbol] -= penalties[symbol];
    }
  }

  /** {@return how many symbols before this place are the last ones that were written} */
  private int run(long place) {
    long oldest = Math.max(0, count - HISTORY);
    int run = 0;
    while (place - 1 - run >= oldest && at(place - 1 - run) == at(count - 1 - run)) {
      run++;
    }
    return run;
  }

  private int at(long place) {
    return written[(int) (place % HISTORY)];
  }
}
