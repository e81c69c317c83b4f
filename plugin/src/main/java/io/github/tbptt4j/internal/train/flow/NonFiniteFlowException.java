package io.github.tbptt4j.internal.train.flow;

/** A derivative isn't finite somewhere on a loss's way back. */
public final class NonFiniteFlowException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Tells where.
   *
   * @param layer name of the layer
   * @param norm what was measured
   * @param lag at which lag
   * @param losses the losses
   * @param row of which of them
   */
  public NonFiniteFlowException(String layer, double norm, int lag, LossRows losses, int row) {
    super(
        "The gradient at the output of "
            + layer
            + " is not finite at lag "
            + lag
            + " (norm "
            + norm
            + "), for the loss of example "
            + losses.examples()[row]
            + " at time step "
            + losses.steps()[row]
            + (lag == 0
                ? ": look at the network's parameters and the data."
                : ": it has grown beyond what the network's numbers hold. Ask for fewer lags than"
                    + " that, and look at the norms before it."));
  }
}
