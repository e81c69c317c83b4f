package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.forecast.Calendar;
import io.github.tbptt4j.tuning.forecast.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nd4j.shade.jackson.annotation.JsonIgnore;

/**
 * What a table's columns are to a model: its contract with every table that it meets.
 *
 * @param time the column with the time; null where rows are in order
 * @param group the column that says which series a row is of; null for one series a file
 * @param inputs columns of numbers that are fed in
 * @param categories columns of categories that are fed in
 * @param known inputs that are known in advance: those of the row that is predicted are fed in, too
 * @param targets columns of numbers that are predicted; empty where classes are
 * @param label the column of the classes that are predicted; null where numbers are
 * @param horizon how many rows ahead what is predicted lies
 * @param calendar what of the predicted row's date is fed in
 * @param missing what cells without a value are taken for
 * @param perSequence whether a series has one label, that of its last row
 */
public record Roles(
    @MayBeNull String time,
    @MayBeNull String group,
    List<String> inputs,
    List<Categories> categories,
    List<String> known,
    List<String> targets,
    @MayBeNull Categories label,
    int horizon,
    List<Calendar> calendar,
    Missing missing,
    boolean perSequence) {
  private static final int MOST_NAMES = 8;

  /** Checks what may come from a file. */
  public Roles {
    if (targets.isEmpty() == (label == null)) {
      throw new IllegalArgumentException("Either numbers or classes are predicted.");
    }
    if (horizon < 0 || (perSequence && horizon > 0)) {
      throw new IllegalArgumentException(
          "horizon (" + horizon + ") must be at least 0, and 0 for a label of a whole series.");
    }
    if (!calendar.isEmpty() && time == null) {
      throw new IllegalArgumentException("The calendar needs a column with dates.");
    }
    requireDistinct(inputs);
    requireDistinct(targets);
  }

  private static void requireDistinct(List<String> names) {
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException("A column is there twice among " + names + ".");
    }
  }

  /** {@return all columns of numbers that are read: the inputs first, then other targets} */
  @JsonIgnore
  public List<String> numbers() {
    List<String> all = new ArrayList<>(inputs);
    targets.stream().filter(target -> !all.contains(target)).forEach(all::add);
    return all;
  }

  /** {@return of each target its place in {@link #numbers}} */
  int[] targetColumns() {
    return targets.stream().mapToInt(numbers()::indexOf).toArray();
  }

  /** {@return whether numbers are predicted} */
  @JsonIgnore
  public boolean isOfValues() {
    return label == null;
  }

  /** {@return whether a row's own value of a target may be used to predict from it} */
  @JsonIgnore
  public boolean looksAhead() {
    return horizon > 0;
  }

  /** {@return the columns that are predicted} */
  @JsonIgnore
  public List<String> predicted() {
    return isOfValues() ? targets : List.of(label.name());
  }

  /** {@return what is predicted from what, for people} */
  public String sentence() {
    List<String> from = new ArrayList<>(inputs);
    categories.forEach(column -> from.add(column.name()));
    targets.stream().filter(name -> looksAhead() && !from.contains(name)).forEach(from::add);
    calendar.forEach(part -> from.add(part.name().toLowerCase(Locale.ROOT)));
    int shown = Math.min(from.size(), MOST_NAMES);
    return "Predicts %s %s from %s%s."
        .formatted(
            String.join(", ", predicted()),
            horizon == 0
                ? "of the same row"
                : horizon + (horizon == 1 ? " row ahead" : " rows ahead"),
            String.join(", ", from.subList(0, shown)),
            shown < from.size() ? " and " + (from.size() - shown) + " more columns" : "");
  }

  /** {@return the columns that a table must have, what is predicted aside where it isn't fed in} */
  @JsonIgnore
  public List<String> needed() {
    List<String> all = new ArrayList<>(inputs);
    categories.forEach(column -> all.add(column.name()));
    if (time != null) {
      all.add(time);
    }
    if (group != null) {
      all.add(group);
    }
    return all;
  }
}
