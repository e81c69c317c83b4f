package io.github.tbptt4j.tuning;

/**
 * A point of a learning curve: where training stood when it was evaluated.
 *
 * @param epoch passes over the training data begun
 * @param updates updates of the parameters so far
 * @param timeSteps time steps of minibatches trained on so far
 * @param trainingSeconds time spent in training so far, evaluations left out
 * @param trainingLoss mean loss per example and time step since the point before, in nats or
 *     squared units, penalties left out; null where none was computed
 * @param validationScore the metric on the validation data; null where it wasn't finite
 */
public record CurvePoint(
    int epoch,
    long updates,
    long timeSteps,
    double trainingSeconds,
    Double trainingLoss,
    Double validationScore) {}
