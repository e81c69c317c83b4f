package io.github.tbptt4j.tuning.internal.forecast;

import java.util.List;

/** What rows are for. */
public enum Part {
  /** To learn from. */
  TRAINING,
  /** To select by. */
  VALIDATION,
  /** To score what was selected, once. */
  TEST;

  List<Parts.Range> of(Parts parts) {
    return switch (this) {
      case TRAINING -> parts.training();
      case VALIDATION -> parts.validation();
      case TEST -> parts.test();
    };
  }
}
