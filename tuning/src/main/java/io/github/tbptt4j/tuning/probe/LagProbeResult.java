package io.github.tbptt4j.tuning.probe;

import io.github.tbptt4j.TruncatedBptt;
import java.util.Arrays;
import java.util.List;
import org.nd4j.shade.jackson.annotation.JsonIgnore;

/**
 * How far a truncation learns.
 *
 * @param truncation k1 and k2
 * @param largestLag where the search ended; a lag solved that equals it may be larger in truth
 * @param solvedLags the largest lag solved, one for each seed, ascending; 0 where not even 1 was
 * @param seconds what it took
 */
public record LagProbeResult(
    TruncatedBptt truncation, int largestLag, List<Integer> solvedLags, double seconds) {

  /**
   * Sorts the lags.
   *
   * @param truncation k1 and k2
   * @param largestLag where the search ended
   * @param solvedLags the largest lag solved, one for each seed, in any order
   * @param seconds what it took
   * @throws IllegalArgumentException if there are none
   */
  public LagProbeResult {
    solvedLags = solvedLags.stream().sorted().toList();
    if (solvedLags.isEmpty()) {
      throw new IllegalArgumentException("solvedLags must not be empty.");
    }
  }

  static LagProbeResult of(
      TruncatedBptt truncation, int largestLag, int[] solvedLags, double seconds) {
    return new LagProbeResult(
        truncation, largestLag, Arrays.stream(solvedLags).boxed().toList(), seconds);
  }

  /** {@return the median over the seeds, of an even number the lower one} */
  public int solvedLag() {
    return solvedLags.get((solvedLags.size() - 1) / 2);
  }

  /** {@return the smallest over the seeds} */
  public int smallest() {
    return solvedLags.get(0);
  }

  /** {@return the largest over the seeds} */
  public int largest() {
    return solvedLags.get(solvedLags.size() - 1);
  }

  /** {@return whether the search ended before the lags did} */
  @JsonIgnore
  public boolean isOpenEnded() {
    return solvedLag() == largestLag;
  }
}
