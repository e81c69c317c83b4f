package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.arbiter.OneOfSpace;
import io.github.tbptt4j.tuning.internal.search.Children;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/** What a search has chosen, with names for people. */
public final class Hyperparameters {
  private final double[] genes;
  private final Map<String, Object> named = new LinkedHashMap<>();

  /** A space that is used in two places is one choice. */
  private final Set<ParameterSpace<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private Hyperparameters(double[] genes) {
    this.genes = genes;
  }

  /**
   * Names what a search has chosen; what is fixed is left out.
   *
   * @param space a space that a candidate generator has been made for
   * @param genes the search's coordinates
   * @return values by name, such as "k1", "k2" (a number or "full"), "truncation" (one that has no
   *     k2), "layer_0.nOut", "learningRate", "choice" (which of several spaces; "choice.NAME"
   *     within the one called so, "updater" or "layer_0.dropOut.choice" elsewhere): numbers,
   *     strings and booleans
   */
  public static Map<String, Object> of(ParameterSpace<?> space, double[] genes) {
    Hyperparameters hyperparameters = new Hyperparameters(genes);
    hyperparameters.collect("", "choice", space);
    return hyperparameters.named;
  }

  /** What comes of the space is called name, which may be empty; a choice of several by another. */
  private void collect(String name, String choice, ParameterSpace<?> space) {
    if (space.isLeaf()) {
      if (space.numParameters() > 0 && seen.add(space)) {
        put(name, choice, space.getValue(genes));
      }
    } else if (space instanceof OneOfSpace<?> oneOf) {
      int chosen = oneOf.choice().getValue(genes);
      named.put(choice, oneOf.names().get(chosen));
      collect(name, choice + "." + oneOf.names().get(chosen), oneOf.spaces().get(chosen));
    } else {
      Children.of(space)
          .forEach(
              (field, nested) -> {
                String child = child(name, field);
                collect(child, choice(name, field, child, choice), nested);
              });
    }
  }

  /** The network and the updater go without saying; a learning rate belongs to the updater. */
  private static String child(String name, String field) {
    if (field.isEmpty()
        || field.equals("network")
        || field.equals("updater")
        || field.equals("truncation")) {
      return name;
    }
    return join(name, field);
  }

  private static String choice(String name, String field, String child, String parents) {
    if (field.isEmpty() || field.equals("network")) {
      return parents;
    }
    return field.equals("updater") ? join(name, "updater") : join(child, "choice");
  }

  private static String join(String name, String field) {
    return name.isEmpty() ? field : name + "." + field;
  }

  private void put(String name, String choice, Object value) {
    if (value instanceof TruncatedBptt truncation) {
      String prefix = named.containsKey("k2") ? name + "." : "";
      named.put(prefix + "k1", length(truncation.k1()));
      named.put(prefix + "k2", length(truncation.k2()));
    } else if (value instanceof Truncation other) {
      named.put(name.isEmpty() ? "truncation" : name, other.text());
    } else {
      named.put(
          name.isEmpty() ? choice : name,
          value instanceof Number || value instanceof Boolean ? value : String.valueOf(value));
    }
  }

  private static Object length(int steps) {
    return steps == Integer.MAX_VALUE ? "full" : (Object) steps;
  }
}
