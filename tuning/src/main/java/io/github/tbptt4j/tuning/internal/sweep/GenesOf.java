package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.arbiter.OneOfSpace;
import io.github.tbptt4j.tuning.arbiter.TruncationRange;
import io.github.tbptt4j.tuning.internal.search.Children;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;

/** From hyperparameters by name back to coordinates: {@link Hyperparameters} the other way. */
final class GenesOf {
  private static final int HALVINGS = 60;
  private static final double TOLERANCE = 1e-9;

  private final ParameterSpace<?> space;
  private final Map<String, Object> named;
  private final double[] genes;
  private final Map<ParameterSpace<?>, Integer> firstGene = new IdentityHashMap<>();
  private final Set<ParameterSpace<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private GenesOf(ParameterSpace<?> space, Map<String, Object> named) {
    this.space = space;
    this.named = named;
    int count = 0;
    for (ParameterSpace<?> leaf : LeafUtils.getUniqueObjects(space.collectLeaves())) {
      firstGene.put(leaf, count);
      count += leaf.numParameters();
    }
    genes = new double[count];
    Arrays.fill(genes, 0.5); // what doesn't count
  }

  /** {@return the coordinates; empty where the space doesn't have these hyperparameters} */
  static Optional<double[]> of(ParameterSpace<?> space, Map<String, Object> named) {
    GenesOf search = new GenesOf(space, named);
    search.visit(space);
    return matches(Hyperparameters.of(space, search.genes), named)
        ? Optional.of(search.genes)
        : Optional.empty();
  }

  /** Sets each leaf to what comes nearest; whether that is near enough is seen at the end. */
  private void visit(ParameterSpace<?> part) {
    if (part.isLeaf()) {
      if (part.numParameters() > 0 && seen.add(part)) {
        set(part);
      }
    } else if (part instanceof OneOfSpace<?> oneOf) {
      set(oneOf.choice());
      visit(oneOf.spaces().get(oneOf.choice().getValue(genes)));
    } else {
      Children.of(part).values().forEach(this::visit);
    }
  }

  private void set(ParameterSpace<?> leaf) {
    int gene = firstGene.get(leaf);
    if (leaf instanceof TruncationRange range) {
      for (int i = 0; i < 2; i++) {
        if (named.get(i == 0 ? "k1" : "k2") instanceof Number length) {
          genes[gene + i] = range.gene(i, length.intValue());
        }
      }
    } else if (leaf instanceof DiscreteParameterSpace<?> list) {
      setToOneOf(list.numValues(), gene);
    } else if (leaf instanceof BooleanSpace) {
      setToOneOf(2, gene);
    } else {
      setBetween(gene);
    }
  }

  private void setToOneOf(int values, int gene) {
    int best = 0;
    long most = -1;
    for (int value = 0; value < values; value++) {
      genes[gene] = (value + 0.5) / values;
      long right = agreeing();
      if (right > most) {
        most = right;
        best = value;
      }
    }
    genes[gene] = (best + 0.5) / values;
  }

  /** Of a range, which rises with its gene. */
  private void setBetween(int gene) {
    genes[gene] = 0;
    Map<String, Object> low = Hyperparameters.of(space, genes);
    genes[gene] = 1;
    Map<String, Object> high = Hyperparameters.of(space, genes);
    List<String> changed =
        low.keySet().stream().filter(name -> !low.get(name).equals(high.get(name))).toList();
    if (changed.size() != 1 || !(named.get(changed.get(0)) instanceof Number wanted)) {
      return;
    }
    DoubleFunction<Double> value =
        at -> {
          genes[gene] = at;
          return ((Number) Hyperparameters.of(space, genes).get(changed.get(0))).doubleValue();
        };
    double from = 0;
    double to = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (from + to) / 2;
      if (value.apply(middle) < wanted.doubleValue()) {
        from = middle;
      } else {
        to = middle;
      }
    }
    genes[gene] = to;
  }

  private long agreeing() {
    return Hyperparameters.of(space, genes).entrySet().stream()
        .filter(one -> equal(one.getValue(), named.get(one.getKey())))
        .count();
  }

  private static boolean matches(Map<String, Object> one, Map<String, Object> other) {
    return one.keySet().equals(other.keySet())
        && one.entrySet().stream().allMatch(e -> equal(e.getValue(), other.get(e.getKey())));
  }

  private static boolean equal(Object one, Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      double scale = Math.max(Math.abs(a.doubleValue()), Math.abs(b.doubleValue()));
      return Math.abs(a.doubleValue() - b.doubleValue()) <= TOLERANCE * scale;
    }
    return one.equals(other);
  }
}
