package io.github.tbptt4j.benchmark;

/**
 * How long what is measured.
 *
 * @param rounds how often each case is timed at each peer
 * @param settingForEachCase whether settings are tried for each case, or for one of those that are
 *     alike
 * @param freshJvms whether each round has JVMs of its own, as JMH's forks
 * @param trialSeconds for each setting of a peer, before the best one is chosen; as long before as
 *     warm-up
 * @param warmUpSeconds before each measurement of ours and DL4J's, which Java compiles meanwhile
 * @param nativeWarmUpSeconds before each measurement of libtorch, which is compiled already
 * @param seconds of each measurement
 */
record Schedule(
    int rounds,
    boolean settingForEachCase,
    boolean freshJvms,
    double trialSeconds,
    double warmUpSeconds,
    double nativeWarmUpSeconds,
    double seconds) {
  static final Schedule QUICK = new Schedule(1, false, false, 0.15, 2.4, 0.5, 0.6);
  static final Schedule FULL = new Schedule(3, true, true, 0.3, 4.0, 1.0, 1.0);
}
