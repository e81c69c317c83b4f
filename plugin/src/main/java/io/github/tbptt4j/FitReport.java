package io.github.tbptt4j;

import java.util.List;

/**
 * What one call of {@link TruncatedBpttTrainer}'s {@code fit} did, or one update of it.
 *
 * <p>A window is either an update, or skipped ({@link NonFinitePolicy#SKIP}), or empty: masks leave
 * out every loss that it has. An empty window is run forward only, so that the states go on over
 * its steps. Nothing else comes of it: no update, no iteration, no listener, and of these figures
 * nothing but {@code emptyWindows} and {@code timeSteps}.
 *
 * <p>Norms are those of the gradient before clipping, averaged over the minibatch as DL4J's updater
 * sees it, over all parameters of the network and without L1 and L2 penalties. All doubles are NaN
 * where no window but empty ones was run (a stream's chunk shorter than k1 only fills the buffer).
 *
 * @param loss mean loss per example and time step, penalties left out: the sum of the losses of all
 *     windows, skipped ones included, divided by the number of (example, time step) pairs whose
 *     loss counts. Those that are masked don't, nor do the first k1-k2 of a window where k2 &lt;
 *     k1; of a step that is masked per output, the part counts that isn't; a step with a weight
 *     counts as that many. Of several outputs it is the sum of each one's mean; outputs of which
 *     nothing counts are left out
 * @param score mean over updates and skipped windows of DL4J's {@code score()}: the losses of the
 *     window summed over its time steps and outputs and averaged over its examples (summed with
 *     {@code miniBatch(false)}, except by RnnLossLayer), plus L1, L2 and weight decay penalties. It
 *     grows with k1; {@code loss} does not
 * @param updates updates of the parameters
 * @param depth the largest number of time steps that one backward pass covered; at most k2 where it
 *     is fixed
 * @param meanDepth mean number of time steps that a backward pass covered
 * @param lastGradientNorm norm of the last update's gradient, or of the last skipped one's (then
 *     not finite)
 * @param meanGradientNorm mean norm over the updates
 * @param maxGradientNorm largest norm of an update
 * @param clippedUpdates updates whose gradient was scaled down
 * @param skippedUpdates windows whose gradient was not finite and was therefore not applied
 * @param emptyWindows windows of which no loss counts: no update was made
 * @param timeSteps time steps whose windows have been run, empty ones included; each step once,
 *     whatever the number of examples
 * @param choices what an {@link AdaptiveTruncation} chose, oldest first; empty for others
 * @param vanishingPenalty mean over the updates of Pascanu's Omega ({@link VanishingRegularizer}),
 *     summed over layers and without lambda; NaN where no layer has the regularizer
 */
public record FitReport(
    double loss,
    double score,
    int updates,
    int depth,
    double meanDepth,
    double lastGradientNorm,
    double meanGradientNorm,
    double maxGradientNorm,
    int clippedUpdates,
    int skippedUpdates,
    int emptyWindows,
    long timeSteps,
    List<TruncationChoice> choices,
    double vanishingPenalty) {}
