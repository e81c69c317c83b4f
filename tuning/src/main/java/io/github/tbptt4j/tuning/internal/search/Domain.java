package io.github.tbptt4j.tuning.internal.search;

import java.util.List;

/** What may be tried: genes, which of them count, and which go together. */
public interface Domain {

  /** {@return one a gene} */
  List<Axis> axes();

  /** {@return whether a gene says anything, given what the others choose} */
  boolean isActive(int axis, double[] genes);

  /** {@return whether these genes go together} */
  boolean allows(double[] genes);
}
