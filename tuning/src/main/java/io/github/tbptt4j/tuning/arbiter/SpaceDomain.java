package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.internal.search.Axis;
import io.github.tbptt4j.tuning.internal.search.Children;
import io.github.tbptt4j.tuning.internal.search.ContinuousAxis;
import io.github.tbptt4j.tuning.internal.search.Domain;
import io.github.tbptt4j.tuning.internal.search.ListAxis;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;

/** What a search knows of an Arbiter space whose leaves a generator has numbered. */
final class SpaceDomain implements Domain {
  /** Beyond so many values a range of integers is taken as continuous. */
  private static final int MOST_VALUES = 200;

  /** Positive numbers that span more than this lie on a logarithmic axis. */
  private static final double LOGARITHMIC = 8;

  private final List<Axis> axes = new ArrayList<>();
  private final Map<ParameterSpace<?>, Integer> firstGene = new IdentityHashMap<>();
  private final Map<Constrained, Integer> constraints = new IdentityHashMap<>();

  /** The whole, where a user has said what goes together; or null. */
  private final CandidateSpace constrained;

  /** For each gene the leaf that has it. */
  private final List<ParameterSpace<?>> leaves = new ArrayList<>();

  /** For each gene the ways to it: it counts if one of them was taken. */
  private final List<List<List<Choice>>> ways = new ArrayList<>();

  /** That of a OneOfSpace with so many spaces one was chosen. */
  private record Choice(int gene, int chosen, int spaces) {
    boolean isTaken(double[] genes) {
      return Math.min(spaces - 1, (int) (genes[gene] * spaces)) == chosen;
    }
  }

  @SuppressWarnings("rawtypes") // Arbiter's
  SpaceDomain(ParameterSpace<?> space) {
    for (ParameterSpace leaf : LeafUtils.getUniqueObjects(space.collectLeaves())) {
      firstGene.put(leaf, axes.size());
      if (leaf instanceof Constrained constrained) {
        constraints.put(constrained, axes.size());
      }
      for (int gene = 0; gene < leaf.numParameters(); gene++) {
        axes.add(axis(leaf, axes.size()));
        leaves.add(leaf);
        ways.add(new ArrayList<>());
      }
    }
    walk(space, List.of());
    constrained =
        space instanceof CandidateSpace whole && !whole.constraints().isEmpty() ? whole : null;
    if (constrained != null) {
      Feasibility.require(constrained, this);
    }
  }

  private void walk(ParameterSpace<?> space, List<Choice> way) {
    if (space.isLeaf()) {
      for (int gene = 0; gene < space.numParameters(); gene++) {
        ways.get(firstGene.get(space) + gene).add(way);
      }
    } else if (space instanceof OneOfSpace<?> oneOf) {
      walk(oneOf.choice(), way);
      int gene = firstGene.get(oneOf.choice());
      for (int i = 0; i < oneOf.spaces().size(); i++) {
        List<Choice> further = new ArrayList<>(way);
        further.add(new Choice(gene, i, oneOf.spaces().size()));
        walk(oneOf.spaces().get(i), further);
      }
    } else {
      Children.of(space).values().forEach(child -> walk(child, way));
    }
  }

  @Override
  public List<Axis> axes() {
    return axes;
  }

  @Override
  public boolean isActive(int axis, double[] genes) {
    return alwaysCounts(ways.get(axis))
        || ways.get(axis).stream()
            .anyMatch(way -> way.stream().allMatch(choice -> choice.isTaken(genes)));
  }

  @Override
  public boolean allows(double[] genes) {
    return constraints.entrySet().stream()
            .allMatch(
                constraint ->
                    !isActive(constraint.getValue(), genes) || constraint.getKey().allows(genes))
        && (constrained == null || constrained.allows(genes));
  }

  /** {@return whether two coordinates on an axis are known to stand for the same} */
  boolean isSame(int axis, double one, double other) {
    ParameterSpace<?> leaf = leaves.get(axis);
    return leaf instanceof Constrained constrained
        && constrained.isSame(axis - firstGene.get(leaf), one, other);
  }

  /** {@return whether all genes count and go together, whatever they are} */
  boolean isPlain() {
    return constraints.isEmpty()
        && constrained == null
        && ways.stream().allMatch(SpaceDomain::alwaysCounts);
  }

  /** One that no way was found to is of a space that doesn't say what it is made of. */
  private static boolean alwaysCounts(List<List<Choice>> ways) {
    return ways.isEmpty() || ways.stream().anyMatch(List::isEmpty);
  }

  private static Axis axis(ParameterSpace<?> leaf, int gene) {
    if (leaf instanceof TruncationSpace pairs) {
      return new ListAxis(places(pairs));
    }
    if (leaf instanceof DiscreteParameterSpace<?> list) {
      return ofList(list, gene);
    }
    if (leaf instanceof BooleanSpace) {
      return ListAxis.ofCategories(2);
    }
    if (leaf instanceof IntegerParameterSpace range) {
      long values = (long) range.getMax() - range.getMin() + 1;
      if (values <= MOST_VALUES) {
        double[] numbers = new double[(int) values];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = range.getMin() + i;
        }
        if (isEven(range, gene, numbers)) {
          return ofNumbers(numbers);
        }
      }
    }
    return new ContinuousAxis();
  }

  /** {@return whether each number has as much of the gene as any other} */
  private static boolean isEven(IntegerParameterSpace range, int gene, double[] numbers) {
    double[] genes = new double[gene + 1];
    for (int i = 0; i < numbers.length; i++) {
      genes[gene] = (i + 0.5) / numbers.length;
      if (range.getValue(genes) != numbers[i]) {
        return false;
      }
    }
    return true;
  }

  private static Axis ofList(DiscreteParameterSpace<?> list, int gene) {
    double[] numbers = new double[list.numValues()];
    double[] genes = new double[gene + 1];
    for (int i = 0; i < numbers.length; i++) {
      genes[gene] = (i + 0.5) / numbers.length;
      Object value = list.getValue(genes);
      if (!(value instanceof Number number) || i > 0 && number.doubleValue() <= numbers[i - 1]) {
        return ListAxis.ofCategories(numbers.length);
      }
      numbers[i] = number.doubleValue();
    }
    return ofNumbers(numbers);
  }

  /** Ascending. */
  private static Axis ofNumbers(double[] numbers) {
    double last = numbers[numbers.length - 1];
    boolean logarithmic = numbers[0] > 0 && last > LOGARITHMIC * numbers[0];
    double[][] places = new double[numbers.length][1];
    for (int i = 0; i < numbers.length; i++) {
      places[i][0] = logarithmic ? Math.log(numbers[i]) : numbers[i];
    }
    return new ListAxis(scaled(places));
  }

  private static double[][] places(TruncationSpace pairs) {
    double[][] places = new double[pairs.truncations().size()][];
    for (int i = 0; i < places.length; i++) {
      TruncatedBptt pair = pairs.truncations().get(i);
      places[i] = new double[] {Math.log(pair.k1()), Math.log(pair.k2())};
    }
    return scaled(places);
  }

  /** Each coordinate to [0, 1]; a length without a bound lies as far off as all others spread. */
  private static double[][] scaled(double[][] places) {
    double unbounded = Math.log(Integer.MAX_VALUE);
    for (int j = 0; j < places[0].length; j++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (double[] place : places) {
        if (place[j] != unbounded) {
          low = Math.min(low, place[j]);
          high = Math.max(high, place[j]);
        }
      }
      for (double[] place : places) {
        place[j] = place[j] == unbounded ? 1.5 : high > low ? (place[j] - low) / (high - low) : 0;
      }
    }
    return places;
  }
}
