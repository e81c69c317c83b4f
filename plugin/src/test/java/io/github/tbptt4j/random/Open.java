package io.github.tbptt4j.random;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Faults that are known and not mended yet: what they would spoil isn't drawn. */
final class Open {

  static final boolean SPARSE_ON_PORTABLE = false;

  static final Set<Enum<?>> KINDS =
      Arrays.stream(System.getProperty("random.open", "").split(","))
          .filter(s -> !s.isEmpty())
          .<Enum<?>>map(
              s -> {
                try {
                  return Malformed.valueOf(s);
                } catch (IllegalArgumentException e) {
                  return Misuse.valueOf(s);
                }
              })
          .collect(Collectors.toSet());

  private Open() {}

  static boolean onPortable(List<Case.Head> heads) {
    return SPARSE_ON_PORTABLE && heads.stream().anyMatch(h -> h.labels().indices());
  }
}
