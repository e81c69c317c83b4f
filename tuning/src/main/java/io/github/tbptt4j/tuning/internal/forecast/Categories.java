package io.github.tbptt4j.tuning.internal.forecast;

import java.util.Collections;
import java.util.List;

/**
 * A column of categories, as the training part had them.
 *
 * @param name the column's
 * @param values sorted, without doubles
 */
public record Categories(String name, List<String> values) {
  /**
   * Looks a category up.
   *
   * @param value of a cell; null where it is missing
   * @return its index, -1 where it is missing or the training part didn't have it
   */
  public int code(String value) {
    if (value == null) {
      return -1;
    }
    int found = Collections.binarySearch(values, value);
    return found < 0 ? -1 : found;
  }
}
