package io.github.tbptt4j.tuning.arbiter;

/** A space in which not all coordinates go together. */
interface Constrained {

  /** {@return whether these do; what {@code getValue} gives for others is none of the choices} */
  boolean allows(double[] genes);

  /** {@return whether two coordinates on one of its axes stand for the same} */
  boolean isSame(int axis, double one, double other);
}
