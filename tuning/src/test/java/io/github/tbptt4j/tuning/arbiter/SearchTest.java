package io.github.tbptt4j.tuning.arbiter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.junit.jupiter.api.Test;

class SearchTest {

  /** Several spaces at once; a candidate is the list of their values. */
  @SuppressWarnings("rawtypes") // Arbiter's
  private static final class Several extends AbstractParameterSpace<List<Object>> {
    private final List<ParameterSpace<?>> spaces;

    Several(ParameterSpace<?>... spaces) {
      this.spaces = List.of(spaces);
    }

    @Override
    public List<Object> getValue(double[] values) {
      List<Object> all = new ArrayList<>();
      spaces.forEach(space -> all.add(space.getValue(values)));
      return all;
    }

    @Override
    public int numParameters() {
      return spaces.stream().mapToInt(ParameterSpace::numParameters).sum();
    }

    @Override
    public List<ParameterSpace> collectLeaves() {
      List<ParameterSpace> leaves = new ArrayList<>();
      spaces.forEach(space -> leaves.addAll(space.collectLeaves()));
      return leaves;
    }

    @Override
    public Map<String, ParameterSpace> getNestedSpaces() {
      return Map.of();
    }

    @Override
    public boolean isLeaf() {
      return false;
    }

    @Override
    public void setIndices(int... indices) {
      throw new UnsupportedOperationException();
    }
  }

  private static List<Object> values(CandidateGenerator generator, int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count && generator.hasMoreCandidates(); i++) {
      values.add(generator.getCandidate().getValue());
    }
    return values;
  }

  @Test
  void gridRunsThroughEveryCombinationTheFirstChangingFastest() {
    GridSearch grid =
        new GridSearch(
            new Several(
                new DiscreteParameterSpace<>("only"),
                new IntegerParameterSpace(3, 4),
                new BooleanSpace(),
                new ContinuousParameterSpace(0, 1)),
            3);
    assertEquals(12, grid.size());
    List<Object> all = values(grid, 100);
    assertEquals(12, all.size());
    assertEquals(List.of("only", 3, true, 0.0), all.get(0));
    assertEquals(List.of("only", 4, true, 0.0), all.get(1));
    assertEquals(List.of("only", 3, false, 0.0), all.get(2));
    assertEquals(List.of("only", 4, false, 1.0), all.get(11));
    assertEquals(12, all.stream().distinct().count());
  }

  @Test
  void gridReachesEveryElementOfListsOfAnyLength() {
    for (int n = 1; n <= 100; n++) {
      Integer[] list = new Integer[n];
      Arrays.setAll(list, i -> i);
      GridSearch grid = new GridSearch(new DiscreteParameterSpace<>(list), 5);
      assertEquals(List.of((Object[]) list), values(grid, 1000), "of " + n);
    }
  }

  @Test
  void gridReachesEveryIntegerOfARangeThatIsSmallEnough() {
    for (int n = 1; n <= 50; n++) {
      GridSearch grid = new GridSearch(new IntegerParameterSpace(-7, -8 + n), 50);
      List<Object> all = values(grid, 1000);
      assertEquals(n, all.stream().distinct().count());
      assertEquals(n, all.size());
    }
  }

  @Test
  void gridBeyondAllBoundsIsRefused() {
    ParameterSpace<?>[] many = new ParameterSpace<?>[40];
    Arrays.setAll(many, i -> new BooleanSpace());
    assertThrows(IllegalArgumentException.class, () -> new GridSearch(new Several(many), 2));
  }

  private static ParameterSpace<?> truncationAndRate() {
    return new Several(
        TruncationSpace.builder().k1(1, 2, 5).k2(5, 10, 20).build(),
        new ContinuousParameterSpace(1e-4, 1e-2));
  }

  @Test
  void randomSearchRepeatsItselfWithTheSameSeed() {
    List<Object> once = values(new RandomSearch(truncationAndRate(), 3), 20);
    assertEquals(once, values(new RandomSearch(truncationAndRate(), 3), 20));
    assertFalse(once.equals(values(new RandomSearch(truncationAndRate(), 4), 20)));
  }

  /** Why there is a random search of our own. */
  @Test
  void arbitersOwnRandomSearchDrawsFromTheClockUnlessSeeded() throws InterruptedException {
    List<Object> once = values(new RandomSearchGenerator(truncationAndRate()), 20);
    Thread.sleep(5);
    assertFalse(once.equals(values(new RandomSearchGenerator(truncationAndRate()), 20)));
  }

  @Test
  void randomSearchDrawsEachPairEquallyOften() {
    RandomSearch search =
        new RandomSearch(
            TruncationSpace.builder().k1(1, 20).k2(5, 20, 100).k2AtLeastK1().build(), 1);
    int[] counts = new int[6];
    List<TruncatedBptt> pairs =
        TruncationSpace.builder().k1(1, 20).k2(5, 20, 100).k2AtLeastK1().build().truncations();
    for (Object value : values(search, 10_000)) {
      counts[pairs.indexOf(value)]++;
    }
    for (int i = 0; i < pairs.size(); i++) {
      assertEquals(10_000 / 5, counts[i], 200, "of " + pairs.get(i));
    }
  }

  /** Distance of the learning rate from 0.003: a landscape that breeding can learn. */
  private static double score(Object candidate) {
    return Math.abs((Double) ((List<?>) candidate).get(1) - 0.003);
  }

  private static List<Object> breed(long seed, int generations) {
    GeneticSearch search = new GeneticSearch(truncationAndRate(), 10, 0.2, true, seed);
    List<Object> all = new ArrayList<>();
    for (int g = 0; g < generations; g++) {
      List<double[]> genes = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        var candidate = search.getCandidate();
        genes.add(candidate.getFlatParameters());
        values.add(candidate.getValue());
      }
      for (int i = 0; i < 10; i++) {
        search.report(genes.get(i), score(values.get(i)));
      }
      all.addAll(values);
    }
    return all;
  }

  @Test
  void geneticSearchRepeatsItselfWithTheSameSeed() {
    assertEquals(breed(5, 6), breed(5, 6));
    assertFalse(breed(5, 6).equals(breed(6, 6)));
  }

  @Test
  void geneticSearchGetsBetter() {
    List<Object> all = breed(5, 12);
    double first =
        all.subList(0, 10).stream().mapToDouble(SearchTest::score).average().orElseThrow();
    double last =
        all.subList(110, 120).stream().mapToDouble(SearchTest::score).average().orElseThrow();
    assertTrue(last < first / 2, first + " at first, " + last + " at last");
  }

  @Test
  void geneticSearchLeavesParentsAsTheyAre() {
    GeneticSearch search = new GeneticSearch(truncationAndRate(), 6, 1.0, true, 2);
    List<double[]> parents = new ArrayList<>();
    List<double[]> copies = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      double[] genes = search.getCandidate().getFlatParameters();
      search.report(genes, i);
      parents.add(genes);
      copies.add(genes.clone());
    }
    for (int i = 0; i < 50; i++) {
      search.getCandidate();
    }
    for (int i = 0; i < 6; i++) {
      assertArrayEquals(copies.get(i), parents.get(i));
    }
  }

  @Test
  void geneticSearchRefusesWhatWouldNeverEnd() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new GeneticSearch(truncationAndRate(), 2, 0.2, true, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new GeneticSearch(truncationAndRate(), 6, 1.2, true, 1));
  }
}
