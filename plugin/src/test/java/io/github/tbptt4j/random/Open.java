package io.github.tbptt4j.random;

import java.util.Set;

/** Faults that are known and not mended yet: what they would spoil isn't drawn. */
final class Open {
  /** Wrong uses that aren't refused as they should be. */
  static final Set<Enum<?>> KINDS = Set.of(Misuse.SESSION_STATE_CLOSED);

  /** FusedRnnOutputLayer wants a mask per output in another layout than the trainer, in NWC. */
  static final boolean FUSED_MASK_PER_OUTPUT_IN_NWC = true;

  /** Closed arrays of symbols end in ND4J's exception. */
  static final boolean CLOSED_SYMBOLS = true;

  private Open() {}
}
