package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.data.StretchBatches;
import java.util.List;

/** Minibatches of a part of a table's series, which know of which. */
final class RowBatches extends StretchBatches {
  private static final long serialVersionUID = 1L;

  private final Part part;

  RowBatches(Part part, List<Stretch> stretches, int examples, int timeSteps, Encoder encoder) {
    super(stretches, examples, encoder.inputSize(), encoder.outputSize(), timeSteps);
    this.part = part;
  }

  /** {@return what the rows are for} */
  Part part() {
    return part;
  }
}
