package io.github.tbptt4j.tuning.benchmark;

import io.github.tbptt4j.tuning.internal.search.Domain;

/** Something to minimise over genes. */
interface Problem extends Domain {

  /** {@return what it is called in tables} */
  String name();

  /** {@return what is to be small} */
  double value(double[] genes);

  /** {@return the smallest value there is} */
  double optimum();

  @Override
  default boolean isActive(int axis, double[] genes) {
    return true;
  }

  @Override
  default boolean allows(double[] genes) {
    return true;
  }
}
