package io.github.tbptt4j.internal.train;

import java.util.random.RandomGenerator;

/**
 * The generator of cuts: SplitMix64 (Steele, Lea and Flood 2014), because its whole state is one
 * number that a checkpoint can hold, which Java's own generators don't give away.
 */
final class CutGenerator implements RandomGenerator {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  CutGenerator(long seed) {
    state = seed;
  }

  CutGenerator copy() {
    return new CutGenerator(state);
  }

  long state() {
    return state;
  }

  void continueFrom(long itsState) {
    state = itsState;
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
