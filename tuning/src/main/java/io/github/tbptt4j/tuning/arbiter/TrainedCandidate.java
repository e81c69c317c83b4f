package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.GradientNorms;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.RungScore;
import java.util.List;
import org.deeplearning4j.nn.api.Model;

/**
 * What training made of a candidate.
 *
 * @param network with the parameters that had the best score; with its initial ones if there is no
 *     score; null where it was left out
 * @param outcome how training ended
 * @param validationScore the best one; null where there is none
 * @param curve the evaluations
 * @param epochs passes over the training data begun
 * @param updates updates made
 * @param nonFiniteUpdates updates not made, because the gradient wasn't finite
 * @param timeSteps time steps of minibatches trained on
 * @param trainingSeconds time in training
 * @param evaluationSeconds time in evaluations
 * @param stateBytes memory of states, by formula, of the largest minibatch
 * @param gradientNorms norms before clipping; null without updates
 * @param rungs its scores where a sweep compares candidates on their way
 */
public record TrainedCandidate(
    Model network,
    Outcome outcome,
    Double validationScore,
    List<CurvePoint> curve,
    int epochs,
    long updates,
    long nonFiniteUpdates,
    long timeSteps,
    double trainingSeconds,
    double evaluationSeconds,
    long stateBytes,
    GradientNorms gradientNorms,
    List<RungScore> rungs) {

  /** {@return the same with the network left out, null} */
  TrainedCandidate withoutNetwork() {
    return new TrainedCandidate(
        null,
        outcome,
        validationScore,
        curve,
        epochs,
        updates,
        nonFiniteUpdates,
        timeSteps,
        trainingSeconds,
        evaluationSeconds,
        stateBytes,
        gradientNorms,
        rungs);
  }
}
