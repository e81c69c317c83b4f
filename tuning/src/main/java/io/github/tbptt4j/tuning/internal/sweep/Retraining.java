package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.arbiter.CandidateSpace;
import io.github.tbptt4j.tuning.data.SequenceData;
import java.util.List;
import java.util.Map;

/**
 * A candidate of a sweep that is trained once more, alone, scored where it was scored then.
 *
 * @param candidate what came of it
 * @param space that it was chosen from
 * @param limits of its training
 * @param rungs of its sweep
 */
public record Retraining(
    CandidateResult candidate, CandidateSpace space, TrainingLimits limits, Rungs rungs) {

  /**
   * Of a sweep's candidate.
   *
   * @param candidate what came of it
   * @param space that it was chosen from
   * @param sweep what its sweep was asked for, the content of sweep.json
   * @param data to train on
   * @return what is to be trained
   * @throws IllegalArgumentException if the sweep's data were others
   */
  public static Retraining of(
      CandidateResult candidate,
      CandidateSpace space,
      Map<String, Object> sweep,
      SequenceData data) {
    List<String> differences = SweepConfiguration.differencesOfData(sweep, data);
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "The sweep's data are others. What differs:\n  " + String.join("\n  ", differences));
    }
    return new Retraining(
        candidate,
        space,
        limits(sweep),
        sweep.get("halving") instanceof Map<?, ?> halving ? Rungs.fromJson(halving) : Rungs.NONE);
  }

  /**
   * The limits of a sweep.
   *
   * @param sweep the content of sweep.json
   * @return the limits
   */
  public static TrainingLimits limits(Map<String, Object> sweep) {
    return SweepConfiguration.limits(sweep);
  }

  Proposals.Proposal proposal() {
    return new Proposals.Proposal(
        0,
        candidate.genes().stream().mapToDouble(Double::doubleValue).toArray(),
        candidate.hyperparameters());
  }
}
