package io.github.tbptt4j.tuning.arbiter;

import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/** Arbiter's candidates. */
final class Candidates {
  /** So many draws that constraints don't allow, and a search has found nothing. */
  static final int ATTEMPTS = 100_000;

  private Candidates() {}

  /** What a search gives that has found nothing, with the reason. */
  static Candidate<Object> none(int index, Map<String, Object> dataParameters) {
    return new Candidate<>(
        (Object) null,
        index,
        new double[0],
        dataParameters,
        new IllegalStateException("No values were found that the space's constraints allow."));
  }

  /** A candidate; one that can't be made carries the reason, as Arbiter's runner wants it. */
  static Candidate<Object> create(
      ParameterSpace<Object> space, int index, double[] genes, Map<String, Object> dataParameters) {
    try {
      return new Candidate<>(space.getValue(genes), index, genes, dataParameters, null);
    } catch (RuntimeException e) {
      return new Candidate<>((Object) null, index, genes, dataParameters, e);
    }
  }
}
