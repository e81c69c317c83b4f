package io.github.tbptt4j.random;

import io.github.tbptt4j.SystemProperty;
import io.github.tbptt4j.TrainingPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What a case must withstand: agreement with the reference kernel and plain loops, and abuse. */
final class Check {
  private Check() {}

  static void holds(Case c, Comparison comparison) {
    List<Sample> samples = Sample.of(c);
    Trace trace = Run.of(c, c.kernel(), samples);
    if (!c.kernel().equals("reference")) {
      agree(c, Run.of(c, "reference", samples), trace, comparison, "the reference");
    }
    if (c.beyond().any()) {
      try (SystemProperty path = new SystemProperty(TrainingPath.PROPERTY, "dl4j")) {
        agree(c, Run.of(c, c.kernel(), samples), trace, comparison, "DL4J's path");
      }
    } else {
      new Oracle(c, samples, trace, comparison).check();
    }
  }

  /** One thing that is wrong for this case; which one, the seed says. */
  static Optional<Enum<?>> wrong(Case c) {
    List<Enum<?>> kinds = new ArrayList<>();
    Arrays.stream(Malformed.values()).filter(kind -> kind.fits(c)).forEach(kinds::add);
    Arrays.stream(Misuse.values()).filter(kind -> kind.fits(c)).forEach(kinds::add);
    String only = System.getProperty("random.kind");
    kinds.removeIf(kind -> only != null && !kind.name().equals(only));
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of(kinds.get(new SplittableRandom(c.seed() + 5).nextInt(kinds.size())));
  }

  static void refuses(Case c, Enum<?> kind) {
    if (kind instanceof Malformed malformed) {
      Refusal.check(c, malformed);
    } else {
      Refusal.check(c, (Misuse) kind);
    }
  }

  private static void agree(
      Case c, Trace expected, Trace actual, Comparison comparison, String other) {
    if (expected.steps.size() != actual.steps.size()) {
      throw new AssertionError(
          actual.steps.size() + " updates, " + expected.steps.size() + " of " + other);
    }
    double tolerance = Tolerance.ofKernels(c);
    for (int i = 0; i < expected.steps.size(); i++) {
      Trace.Step e = expected.steps.get(i);
      Trace.Step a = actual.steps.get(i);
      comparison.close(
          "gradient against " + other, e.gradient(), a.gradient(), tolerance, Tolerance.FLOOR);
      comparison.close("score against " + other, e.score(), a.score(), tolerance, 1e-2);
      comparison.close("parameters against " + other, e.after(), a.after(), tolerance, 1);
    }
    expected.arrays.forEach(
        (name, array) ->
            comparison.close(
                name + " against " + other,
                array,
                actual.arrays.get(name),
                tolerance,
                Tolerance.FLOOR));
  }
}
