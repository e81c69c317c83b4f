package io.github.tbptt4j.tuning;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.nd4j.shade.jackson.annotation.JsonIgnore;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;

/**
 * What is known of a candidate when its training has ended: a line of the trade-off table.
 *
 * @param index its number in the sweep, from 0
 * @param configuration the number of its hyperparameters, from 0; candidates of one configuration
 *     differ in their seed
 * @param seed of its initialisation, and of dropout
 * @param hyperparameters what the search chose, by name, such as "k1", "k2", "layer_0.nOut"
 * @param genes the search's coordinates in [0, 1], one a hyperparameter
 * @param outcome how training ended
 * @param truncation how far back its gradient goes, as {@link io.github.tbptt4j.Truncation#parse}
 *     reads it; null where that isn't known
 * @param k1 steps between two runs of backpropagation; null where it is the whole sequence, or
 *     random
 * @param k2 steps each run goes back; null for full BPTT, and where it isn't always the same
 * @param guaranteedDepth steps that every loss reaches back through at least; null for full BPTT
 *     and random truncation
 * @param maxDepth steps that no gradient goes beyond; null for full BPTT and random truncation
 * @param validationScore the metric on the validation data of the model that is saved; null where
 *     there is none
 * @param rungs its scores where the sweep compares candidates on their way; none where it doesn't
 * @param parameters number of the network's parameters
 * @param epochs passes over the training data begun
 * @param updates updates of the parameters
 * @param nonFiniteUpdates updates that were not made because their gradient held NaN or infinite
 *     values
 * @param timeSteps time steps of minibatches trained on; each step has a minibatch's examples
 * @param trainingSeconds wall-clock time in training, evaluations left out
 * @param evaluationSeconds wall-clock time in evaluations on the validation data
 * @param stateBytes memory of the inputs and states that one backward pass keeps, computed: B *
 *     steps * sum over recurrent layers of (nIn + nOut) * bytes of a number; steps is k2 with the
 *     trainer, which keeps a few more, and the whole sequence or DL4J's segment in {@code fit}
 * @param gradientNorms norms of the gradient before clipping; null without any update
 * @param failure what went wrong; null where nothing did
 * @serial exclude
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CandidateResult(
    int index,
    int configuration,
    long seed,
    Map<String, Object> hyperparameters,
    List<Double> genes,
    Outcome outcome,
    String truncation,
    Integer k1,
    Integer k2,
    Integer guaranteedDepth,
    Integer maxDepth,
    Double validationScore,
    List<RungScore> rungs,
    long parameters,
    int epochs,
    long updates,
    long nonFiniteUpdates,
    long timeSteps,
    double trainingSeconds,
    double evaluationSeconds,
    long stateBytes,
    GradientNorms gradientNorms,
    String failure)
    implements Serializable {

  /** {@return whether it has a score} */
  @JsonIgnore
  public boolean hasScore() {
    return validationScore != null;
  }

  /**
   * Training time of a time step of a minibatch, forward, backward and its share of the updates.
   *
   * @return microseconds; NaN where nothing was trained
   */
  @JsonIgnore
  public double microsecondsPerTimeStep() {
    return timeSteps == 0 ? Double.NaN : 1e6 * trainingSeconds / timeSteps;
  }

  /**
   * Training time of an update.
   *
   * @return microseconds; NaN where nothing was trained
   */
  @JsonIgnore
  public double microsecondsPerUpdate() {
    return updates == 0 ? Double.NaN : 1e6 * trainingSeconds / updates;
  }
}
