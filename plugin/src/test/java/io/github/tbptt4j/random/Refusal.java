package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.Way;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Something wrong must be refused by an exception of the library that names it, and leave no trace:
 * the network is bit for bit what it was, and goes on like one that has never seen it.
 */
final class Refusal {
  private final Case c;
  private final List<Sample> samples;

  private Refusal(Case c) {
    this.c = c;
    this.samples = Sample.of(c);
  }

  static void check(Case c, Malformed kind) {
    MultiDataSet bad = new Minibatches(c).of(Sample.of(c).get(0));
    kind.spoil(c, bad);
    String named = kind.named(c, bad);
    Run.on(c.kernel(), () -> new Refusal(c).check(run -> run.fit(bad), named, true));
  }

  static void check(Case c, Misuse kind) {
    Run.on(
        c.kernel(),
        () -> new Refusal(c).check(run -> kind.attempt(c, run), kind.named(c), !kind.setsStates()));
  }

  /** Where a wrong state was set before it was refused, it is there: that it is forgotten helps. */
  private Void check(Consumer<Run> call, String named, boolean statesStay) {
    Run run = new Run(c);
    Run twin = new Run(c);
    boolean begun = c.way() == Way.STREAM || c.seed() % 2 == 0;
    if (begun) {
      fit(run);
      fit(twin);
    }
    Map<String, double[]> before = snapshot(run, statesStay);
    requireRefused(() -> call.accept(run), named);
    requireSame("after the refusal", before, snapshot(run, statesStay));
    if (!statesStay) {
      run.subject().forget();
    }
    fit(run);
    fit(twin);
    requireSame("beside a twin", snapshot(twin, true), snapshot(run, true));
    return null;
  }

  private void fit(Run run) {
    run.fit(new Minibatches(c).of(samples.get(0)));
  }

  static void requireRefused(Runnable call, String named) {
    try {
      call.run();
    } catch (IllegalArgumentException | IllegalStateException e) {
      boolean ours =
          e.getStackTrace().length > 0
              && Arrays.stream(e.getStackTrace())
                  .map(StackTraceElement::getClassName)
                  .filter(name -> !name.startsWith("java."))
                  .findFirst()
                  .orElse("")
                  .startsWith("io.github.tbptt4j");
      if (!ours || e.getMessage() == null || !e.getMessage().contains(named)) {
        throw new AssertionError(
            "refused, but " + (ours ? "without naming " + named : "not by us") + ": " + e, e);
      }
      return;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("refused, but not by us: " + e, e);
    }
    throw new AssertionError("taken in silence: " + named);
  }

  private Map<String, double[]> snapshot(Run run, boolean states) {
    Map<String, double[]> all = new TreeMap<>();
    all.put("parameters", run.subject().params());
    all.put("updater state", run.subject().updaterState());
    if (states && c.way() != Way.SEGMENTS) { // DL4J clears them before it looks at the data
      all.putAll(run.subject().states());
    }
    if (run.trainer() != null) {
      all.put("waiting steps", new double[] {run.trainer().pendingSteps()});
    }
    return all;
  }

  private static void requireSame(
      String when, Map<String, double[]> expected, Map<String, double[]> actual) {
    if (!expected.keySet().equals(actual.keySet())) {
      throw new AssertionError(when + ": " + actual.keySet() + " instead of " + expected.keySet());
    }
    expected.forEach(
        (name, numbers) -> {
          int at = Arrays.mismatch(numbers, actual.get(name));
          if (at >= 0) {
            throw new AssertionError(name + " changed " + when + " at " + at);
          }
        });
  }
}
