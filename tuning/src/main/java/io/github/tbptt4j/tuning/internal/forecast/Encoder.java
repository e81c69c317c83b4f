package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.forecast.Calendar;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.shade.jackson.annotation.JsonIgnore;

/**
 * Everything that lies between a table and a network: learned from the training part, from nothing
 * else, and kept in the model's file.
 *
 * @param roles what the columns are
 * @param scales of each column of {@link Roles#numbers()}
 * @param hasMissing for each input of numbers, whether cells of the training part were missing and
 *     an input says so
 * @param targets of each column that is predicted; empty for classes
 */
public record Encoder(
    Roles roles, List<Scale> scales, List<Boolean> hasMissing, List<TargetEncoder> targets) {
  /** Checks what may come from a file. */
  public Encoder {
    if (scales.size() != roles.numbers().size()
        || hasMissing.size() != roles.inputs().size()
        || targets.size() != roles.targets().size()) {
      throw new IllegalArgumentException(
          "There are %d scales, %d signs of missing cells and %d targets for the columns %s."
              .formatted(scales.size(), hasMissing.size(), targets.size(), roles.numbers()));
    }
    targets.forEach(target -> target.requireHorizon(roles.horizon()));
  }

  /** {@return the network's inputs} */
  @JsonIgnore
  public int inputSize() {
    int size = roles.inputs().size();
    size += (int) hasMissing.stream().filter(Boolean::booleanValue).count();
    for (Categories column : roles.categories()) {
      size += column.values().size();
    }
    size += knownNumbers().length;
    for (int column : knownCategories()) {
      size += roles.categories().get(column).values().size();
    }
    return size + Calendar.WIDTH * roles.calendar().size();
  }

  /** {@return the network's outputs} */
  @JsonIgnore
  public int outputSize() {
    return roles.isOfValues() ? targets.size() : roles.label().values().size();
  }

  int[] knownNumbers() {
    return known(roles.inputs());
  }

  int[] knownCategories() {
    return known(roles.categories().stream().map(Categories::name).toList());
  }

  private int[] known(List<String> names) {
    return IntStream.range(0, names.size())
        .filter(column -> roles.known().contains(names.get(column)))
        .toArray();
  }
}
