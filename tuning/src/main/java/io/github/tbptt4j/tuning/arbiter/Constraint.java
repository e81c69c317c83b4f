package io.github.tbptt4j.tuning.arbiter;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * What values of hyperparameters must go together, such as at least as many units as steps back.
 * They have the names that a sweep's tables have: "k1", "k2", "learningRate", "clipGlobalNorm",
 * "layer_0.nOut" and so on.
 *
 * <pre>{@code
 * space.where(
 *     Constraint.atLeast("layer_0.nOut", "k2"), // no fewer units than steps back
 *     Constraint.atMost("k2", 8, "k1"), // no further back than 8 times k1
 *     Constraint.productAtMost(20_000, "layer_0.nOut", "k2")) // about what a window keeps
 * }</pre>
 *
 * <p>Where one of the values isn't chosen (of a space that {@link OneOfSpace} leaves out) the
 * constraint says nothing; a k2 that is "full" is larger than any number.
 *
 * @param form how the values are put together
 * @param terms the hyperparameters by name, each with a factor in a sum or an exponent in a product
 * @param atMost the largest sum or product that is allowed
 */
public record Constraint(Form form, Map<String, Double> terms, double atMost) {
  private static final double ROUNDING = 1e-12;

  /** How values are put together. */
  public enum Form {
    /** Each times its factor, added. */
    SUM,
    /** Each to the power of its exponent, multiplied; for values above 0. */
    PRODUCT
  }

  /**
   * Checks the parts.
   *
   * @param form how the values are put together
   * @param terms the hyperparameters by name, each with a finite factor or exponent other than 0
   * @param atMost the largest sum or product that is allowed, finite
   * @throws IllegalArgumentException if something isn't as it must be
   */
  @JsonCreator
  public Constraint(
      @JsonProperty("form") Form form,
      @JsonProperty("terms") Map<String, Double> terms,
      @JsonProperty("atMost") double atMost) {
    this.form = Objects.requireNonNull(form, "form must not be null.");
    this.terms = new LinkedHashMap<>(terms);
    this.atMost = atMost;
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("A constraint needs the name of a hyperparameter.");
    }
    terms.forEach(
        (name, weight) -> {
          if (weight == 0 || !Double.isFinite(weight)) {
            throw new IllegalArgumentException(
                "The factor of %s in a constraint (%s) must be finite and not 0."
                    .formatted(name, weight));
          }
        });
    if (!Double.isFinite(atMost)) {
      throw new IllegalArgumentException(
          "The bound of a constraint (" + atMost + ") must be finite.");
    }
  }

  /**
   * One hyperparameter is no smaller than another.
   *
   * @param larger its name
   * @param smaller the other's name
   * @return the constraint
   */
  public static Constraint atLeast(String larger, String smaller) {
    return atLeast(larger, 1, smaller);
  }

  /**
   * One hyperparameter is no smaller than so many times another.
   *
   * @param larger its name
   * @param times a factor above 0
   * @param smaller the other's name
   * @return the constraint
   * @throws IllegalArgumentException if the factor isn't positive, or the names are the same
   */
  public static Constraint atLeast(String larger, double times, String smaller) {
    requirePositive(times);
    return new Constraint(Form.SUM, two(smaller, times, larger, -1), 0);
  }

  /**
   * One hyperparameter is no larger than so many times another.
   *
   * @param smaller its name
   * @param times a factor above 0
   * @param larger the other's name
   * @return the constraint
   * @throws IllegalArgumentException if the factor isn't positive, or the names are the same
   */
  public static Constraint atMost(String smaller, double times, String larger) {
    requirePositive(times);
    return new Constraint(Form.SUM, two(smaller, 1, larger, -times), 0);
  }

  /**
   * Hyperparameters add up to no more than a bound.
   *
   * @param bound the largest sum
   * @param names one or more, each once
   * @return the constraint
   * @throws IllegalArgumentException if a name is there twice, or none
   */
  public static Constraint sumAtMost(double bound, String... names) {
    return new Constraint(Form.SUM, all(1, names), bound);
  }

  /**
   * Hyperparameters add up to no less than a bound.
   *
   * @param bound the smallest sum
   * @param names one or more, each once
   * @return the constraint
   * @throws IllegalArgumentException if a name is there twice, or none
   */
  public static Constraint sumAtLeast(double bound, String... names) {
    return new Constraint(Form.SUM, all(-1, names), -bound);
  }

  /**
   * The product of hyperparameters is no more than a bound.
   *
   * @param bound the largest product, above 0
   * @param names one or more, each once, of values above 0
   * @return the constraint
   * @throws IllegalArgumentException if a name is there twice, or none, or the bound isn't positive
   */
  public static Constraint productAtMost(double bound, String... names) {
    requirePositive(bound);
    return new Constraint(Form.PRODUCT, all(1, names), bound);
  }

  /**
   * The product of hyperparameters is no less than a bound.
   *
   * @param bound the smallest product, above 0
   * @param names one or more, each once, of values above 0
   * @return the constraint
   * @throws IllegalArgumentException if a name is there twice, or none, or the bound isn't positive
   */
  public static Constraint productAtLeast(double bound, String... names) {
    requirePositive(bound);
    return new Constraint(Form.PRODUCT, all(-1, names), 1 / bound);
  }

  private static void requirePositive(double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(
          "The factor or bound of a constraint (" + value + ") must be above 0.");
    }
  }

  private static Map<String, Double> two(String one, double a, String other, double b) {
    if (one.equals(other)) {
      throw new IllegalArgumentException(
          "A constraint between " + one + " and itself says nothing.");
    }
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put(one, a);
    terms.put(other, b);
    return terms;
  }

  private static Map<String, Double> all(double weight, String... names) {
    Map<String, Double> terms = new LinkedHashMap<>();
    for (String name : names) {
      if (terms.put(name, weight) != null) {
        throw new IllegalArgumentException(
            "Each hyperparameter once, please: " + Arrays.toString(names) + ".");
      }
    }
    return terms;
  }

  /** {@return the factor, or of a product the power, of each hyperparameter by its name} */
  @Override
  public Map<String, Double> terms() {
    return new LinkedHashMap<>(terms);
  }

  /**
   * Asks whether values go together.
   *
   * @param hyperparameters values by name, as {@link
   *     io.github.tbptt4j.tuning.CandidateResult#hyperparameters} has them
   * @return whether they do, or one of them isn't there
   * @throws IllegalArgumentException if one of them is no number
   */
  public boolean allows(Map<String, Object> hyperparameters) {
    double value = form == Form.SUM ? 0 : 1;
    double size = Math.abs(atMost);
    for (Map.Entry<String, Double> term : terms.entrySet()) {
      Object chosen = hyperparameters.get(term.getKey());
      if (chosen == null) {
        return true;
      }
      double number = number(term.getKey(), chosen);
      if (form == Form.SUM) {
        value += term.getValue() * number;
        size = Math.max(size, Math.abs(term.getValue() * number));
      } else {
        value *= Math.pow(number, term.getValue());
      }
    }
    return value <= atMost + ROUNDING * size;
  }

  private static double number(String name, Object chosen) {
    if (chosen instanceof Number number) {
      return number.doubleValue();
    }
    if (chosen.equals("full")) {
      return Integer.MAX_VALUE;
    }
    throw new IllegalArgumentException(
        "%s is %s, no number: no constraint can be between it and others.".formatted(name, chosen));
  }

  /** {@return the inequality, such as {@code 2 * k1 - k2 &lt;= 0}} */
  @Override
  public String toString() {
    String left =
        terms.entrySet().stream()
            .map(term -> form == Form.SUM ? factor(term) : power(term))
            .collect(Collectors.joining(form == Form.SUM ? " + " : " * "));
    return left.replace("+ -", "- ") + " <= " + text(atMost);
  }

  private static String factor(Map.Entry<String, Double> term) {
    double weight = term.getValue();
    return weight == 1
        ? term.getKey()
        : weight == -1 ? "-" + term.getKey() : text(weight) + " * " + term.getKey();
  }

  private static String power(Map.Entry<String, Double> term) {
    return term.getValue() == 1 ? term.getKey() : term.getKey() + "^" + text(term.getValue());
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
