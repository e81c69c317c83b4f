package io.github.tbptt4j.tuning.tasks;

/** What the recurrent layers of a task's network are. */
public enum RecurrentCell {
  /** {@link io.github.tbptt4j.VanillaRnn}. */
  VANILLA,
  /** DL4J's LSTM. */
  LSTM
}
