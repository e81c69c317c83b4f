package io.github.tbptt4j.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much faster a case is to be, and what is to be said of it.
 *
 * @param torch times as fast as libtorch, at least
 * @param dl4j times as fast as SimpleRnn, at least; 0 where nothing is said
 */
record Target(double torch, double dl4j) {
  private static final Map<String, Target> TARGETS =
      Map.ofEntries(
          Map.entry("layer-32x64x128x100", new Target(3, 10)),
          Map.entry("layer-32x64x256x100", new Target(3, 8)),
          Map.entry("layer-64x128x512x50", new Target(2, 5)),
          Map.entry("layer-1x64x256x100", new Target(3, 10)),
          Map.entry("layer-128x32x64x50", new Target(3, 10)),
          Map.entry("lm-32x64x128x100", new Target(2, 7)),
          Map.entry("lm-32x64x256x100", new Target(2, 6)),
          Map.entry("lm-32x96x512x50", new Target(2, 4)),
          Map.entry("lm-1x64x256x100", new Target(3, 8)),
          Map.entry("inference-128", new Target(5, 30)),
          Map.entry("inference-256", new Target(5, 30)),
          Map.entry("inference-512", new Target(5, 30)),
          trainer("128-20-20", 2.5),
          trainer("128-5-20", 2.5),
          trainer("128-1-20", 2.5),
          trainer("128-20-60", 2.5),
          trainer("128-20-20-adam", 2.5),
          trainer("256-20-20", 3),
          trainer("256-5-20", 2.5),
          trainer("256-1-20", 2.5),
          trainer("256-20-60", 3),
          trainer("256-20-20-adam", 3),
          trainer("512-20-20", 2),
          trainer("512-5-20", 2),
          trainer("512-1-20", 2),
          trainer("512-20-60", 2),
          trainer("512-20-20-adam", 2),
          trainer("128-20-20-1t", 1.5),
          trainer("256-20-20-1t", 2));

  /** An update of one example is to take so many ms at most, whatever the others take. */
  private static final Map<String, Double> MOST_MS = Map.of("trainer-dense-1x32x32-20-20", 0.3);

  private static final double LAYER_SHARE_OF_LIMIT = 0.55;
  private static final int LIMITED_FROM_UNITS = 256;
  private static final String DISJOINT_WINDOWS = "tbptt-k20-k20-T1000";
  private static final double TRUNCATED_SHARE_OF_FULL = 0.6;

  private static Map.Entry<String, Target> trainer(String name, double torch) {
    return Map.entry("trainer-" + name, new Target(torch, 0));
  }

  /** {@return a phrase for each of a case's targets, whether it's met or not; empty for none} */
  static String verdict(Measurement row) {
    List<String> phrases = new ArrayList<>();
    Target target = TARGETS.get(row.name());
    if (target != null) {
      faster(phrases, "libtorch", row.torchMs(), row.oursMs(), target.torch());
      faster(phrases, "DL4J", row.dl4jMs(), row.oursMs(), target.dl4j());
    }
    Double most = MOST_MS.get(row.name());
    if (most != null) {
      phrases.add(phrase(row.oursMs() <= most, most + " ms"));
    }
    Case one = Case.named(row.name());
    if (one.kind() == Case.Kind.LAYER && one.nOut() >= LIMITED_FROM_UNITS) {
      boolean met = row.limitMs() / row.oursMs() >= LAYER_SHARE_OF_LIMIT;
      phrases.add(phrase(met, "%.0f %% of the limit".formatted(100 * LAYER_SHARE_OF_LIMIT)));
    }
    if (row.name().equals(DISJOINT_WINDOWS)) {
      boolean met = row.oursMs() <= TRUNCATED_SHARE_OF_FULL * row.fullMs();
      phrases.add(phrase(met, TRUNCATED_SHARE_OF_FULL + " of full BPTT"));
    }
    return String.join(", ", phrases);
  }

  private static void faster(
      List<String> phrases, String peer, Double theirs, double ours, double factor) {
    if (theirs != null && factor > 0) {
      String times = factor == Math.rint(factor) ? "%.0f" : "%.1f";
      phrases.add(phrase(theirs / ours >= factor, (times + "x %s").formatted(factor, peer)));
    }
  }

  private static String phrase(boolean met, String target) {
    return (met ? "met: " : "NOT MET: ") + target;
  }
}
