package io.github.tbptt4j.tuning.data;

import java.util.Objects;
import java.util.function.DoubleSupplier;

/**
 * What anybody would try first: a candidate that doesn't beat it has learned nothing of worth.
 *
 * @param name for tables
 * @param validation scores it on the validation part, as the data's metric scores networks: on the
 *     same steps, in the same unit
 * @param test scores it on the test part; NaN where there is none
 */
public record BaselineModel(String name, DoubleSupplier validation, DoubleSupplier test) {

  /**
   * Checks that all is there.
   *
   * @param name for tables
   * @param validation scores it
   * @param test scores it
   */
  public BaselineModel {
    Objects.requireNonNull(name, "name must not be null.");
    Objects.requireNonNull(validation, "validation must not be null.");
    Objects.requireNonNull(test, "test must not be null.");
  }
}
