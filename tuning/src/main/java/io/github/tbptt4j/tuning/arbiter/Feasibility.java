package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.tuning.internal.sweep.Hyperparameters;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a user's constraints leave anything of a space, found out before a search begins: by
 * draws, as a search would make them.
 */
final class Feasibility {
  /** What so many draws don't find isn't worth a search. */
  private static final int DRAWS = 10_000;

  private final CandidateSpace space;
  private final Set<String> names = new TreeSet<>();
  private final long[] broken;
  private Map<String, Object> example;

  private Feasibility(CandidateSpace space) {
    this.space = space;
    this.broken = new long[space.constraints().size()];
  }

  /**
   * Refuses.
   *
   * @param space whose leaves are numbered
   * @throws IllegalArgumentException if a constraint names what isn't there, or nothing is allowed
   */
  static void require(CandidateSpace space, SpaceDomain domain) {
    Feasibility feasibility = new Feasibility(space);
    boolean found = feasibility.draw(domain);
    feasibility.requireNames();
    if (!found) {
      throw new IllegalArgumentException(feasibility.nothing());
    }
  }

  /** {@return whether something is allowed, once all names have been seen} */
  private boolean draw(SpaceDomain domain) {
    Random random = new Random(1);
    boolean found = false;
    for (int draw = 0; draw < DRAWS && !(found && hasNames()); draw++) {
      double[] genes = random.doubles(domain.axes().size()).toArray();
      Map<String, Object> chosen = Hyperparameters.of(space, genes);
      names.addAll(chosen.keySet());
      example = chosen;
      for (int i = 0; i < broken.length; i++) {
        broken[i] += space.constraints().get(i).allows(chosen) ? 0 : 1;
      }
      found |= domain.allows(genes);
    }
    return found;
  }

  private boolean hasNames() {
    return space.constraints().stream().allMatch(one -> names.containsAll(one.terms().keySet()));
  }

  private void requireNames() {
    for (Constraint constraint : space.constraints()) {
      Set<String> unknown = new TreeSet<>(constraint.terms().keySet());
      unknown.removeAll(names);
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "The constraint %s is about %s, which isn't searched. There are %s; what has one value only isn't among them."
                .formatted(constraint, String.join(", ", unknown), String.join(", ", names)));
      }
    }
  }

  private String nothing() {
    List<Constraint> constraints = space.constraints();
    String counts =
        constraints.stream()
            .map(one -> "\n  " + one + ": " + broken[constraints.indexOf(one)] + " break it")
            .collect(Collectors.joining());
    return "The space has nothing that its constraints allow: %,d draws were tried, such as %s.%s%nLoosen one, or widen what they are about."
        .formatted(DRAWS, example, counts);
  }
}
