package io.github.tbptt4j.tuning.internal.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A table as a model's roles see it.
 *
 * @param series one or more
 * @param tableRows how many rows the table has
 * @param clock goes on with its time
 */
public record Frame(List<Rows> series, int tableRows, Clock clock) {
  /**
   * What is predicted, in a part.
   *
   * @param roles of the columns
   * @param target its index
   * @param part rows of each series
   * @return the values of each series that has some; of classes their codes
   */
  public List<double[]> predicted(Roles roles, int target, List<Parts.Range> part) {
    return in(part, rows -> rows.predicted(roles)[target]);
  }

  /** {@return values of each series that has rows in a part, cut to it} */
  List<double[]> in(List<Parts.Range> part, Function<Rows, double[]> values) {
    List<double[]> all = new ArrayList<>();
    for (int s = 0; s < series.size(); s++) {
      Parts.Range range = part.get(s);
      if (range.length() > 0) {
        all.add(Arrays.copyOfRange(values.apply(series.get(s)), range.from(), range.to()));
      }
    }
    return all;
  }
}
