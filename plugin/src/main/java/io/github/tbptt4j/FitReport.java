package io.github.tbptt4j;

/**
 * What one call of {@link TruncatedBpttTrainer}'s {@code fit} did, or one update of it.
 *
 * <p>Norms are those of the gradient before clipping, averaged over the minibatch as DL4J's updater
 * sees it, over all parameters of the network and without L1 and L2 penalties. All doubles are NaN
 * where no update was made (a stream's chunk shorter than k1 only fills the buffer).
 *
 * @param loss mean loss per example and time step, masked ones left out, penalties left out; of
 *     several outputs the losses are added
 * @param score mean over the updates of DL4J's {@code score()}: the losses of an update's window
 *     summed over its time steps and averaged over its examples, plus L1 and L2 penalties. It grows
 *     with k1; {@code loss} does not
 * @param updates updates of the parameters, skipped ones not counted
 * @param depth the largest number of time steps that one backward pass covered; at most k2
 * @param lastGradientNorm norm of the last update's gradient
 * @param meanGradientNorm mean norm over the updates that had a finite one
 * @param maxGradientNorm largest finite norm
 * @param clippedUpdates updates whose gradient was scaled down
 * @param skippedUpdates windows whose gradient was not finite and was therefore not applied
 * @param timeSteps time steps whose windows have been run
 */
public record FitReport(
    double loss,
    double score,
    int updates,
    int depth,
    double lastGradientNorm,
    double meanGradientNorm,
    double maxGradientNorm,
    int clippedUpdates,
    int skippedUpdates,
    long timeSteps) {}
