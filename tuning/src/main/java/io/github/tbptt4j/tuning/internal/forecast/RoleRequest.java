package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.forecast.Calendar;
import io.github.tbptt4j.tuning.forecast.Missing;
import io.github.tbptt4j.tuning.table.ColumnType;
import io.github.tbptt4j.tuning.table.Table;
import io.github.tbptt4j.tuning.table.TableColumn;
import io.github.tbptt4j.tuning.table.TableSource;
import io.github.tbptt4j.tuning.table.TableSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * What a user says of a table's columns; what is left open is chosen.
 *
 * @param values columns of numbers to predict; empty where classes are
 * @param label column of classes to predict; null where numbers are
 * @param inputs to predict from; null for all that make sense
 * @param known inputs that are known in advance
 * @param time column; null for the first of dates
 * @param group column; null for none
 * @param horizon rows ahead; null for 1 with values, 0 with classes
 * @param calendar what of the predicted row's date is fed in
 * @param missing what cells without a value are taken for
 * @param perSequence whether a series has one label
 */
public record RoleRequest(
    List<String> values,
    String label,
    List<String> inputs,
    List<String> known,
    String time,
    String group,
    Integer horizon,
    List<Calendar> calendar,
    Missing missing,
    boolean perSequence) {

  /** So many different ones, and a column of categories is left out unless it is asked for. */
  private static final int MOST_CATEGORIES = 100;

  private int horizonOrDefault() {
    return horizon != null ? horizon : label == null ? 1 : 0;
  }

  private List<String> targets() {
    return label == null ? values : List.of(label);
  }

  /**
   * Chooses the columns to read.
   *
   * @param source the table
   * @return their names; those that were asked for exist and are of the right type
   * @throws IllegalArgumentException if one doesn't; the message names it
   */
  public List<String> columns(TableSource source) {
    Set<String> columns = new LinkedHashSet<>(targets());
    columns.addAll(inputs == null ? allInputs(source.summary()) : inputs);
    columns.addAll(known);
    Stream.of(timeColumn(source.summary()), group).filter(Objects::nonNull).forEach(columns::add);
    return List.copyOf(columns);
  }

  /**
   * Finds the column with the time.
   *
   * @param summary of the table
   * @return the one that was asked for, else the first of dates, or null
   */
  public String timeColumn(TableSummary summary) {
    if (time != null) {
      return time;
    }
    return summary.columns().stream()
        .filter(column -> column.type() == ColumnType.DATE)
        .map(TableSummary.Column::name)
        .findFirst()
        .orElse(null);
  }

  private List<String> allInputs(TableSummary summary) {
    List<String> all = new ArrayList<>();
    for (TableSummary.Column column : summary.columns()) {
      String name = column.name();
      boolean predicted = targets().contains(name) && horizonOrDefault() == 0;
      boolean useful =
          column.type() == ColumnType.NUMBER && column.first() != null
              || column.type() == ColumnType.CATEGORY && column.values().size() <= MOST_CATEGORIES;
      if (useful && !predicted && !name.equals(group) && !name.equals(time)) {
        all.add(name);
      }
    }
    return all;
  }

  /**
   * Fixes the roles, categories by what the training part has.
   *
   * @param table with the columns of {@link #columns}
   * @param source of the table
   * @param isTraining whether a row of the table is trained on
   * @return the roles
   * @throws IllegalArgumentException if they make no sense; the message says why
   */
  public Roles roles(Table table, TableSource source, IntPredicate isTraining) {
    int steps = horizonOrDefault();
    if (steps < 0) {
      throw new IllegalArgumentException("horizon (" + steps + ") must be at least 0.");
    }
    requireOnce("what is predicted", values);
    requireOnce("the inputs", inputs == null ? List.of() : inputs);
    requireOnce("what is known in advance", known);
    requireOnce("the calendar's parts", calendar);
    if (perSequence && steps > 0) {
      throw new IllegalArgumentException(
          "A label of a whole sequence has no horizon (" + steps + "): leave it out.");
    }
    String timeColumn = timeColumn(source.summary());
    List<String> numbers = new ArrayList<>();
    List<Categories> categories = new ArrayList<>();
    for (String name : inputs == null ? allInputs(source.summary()) : inputs) {
      if (targets().contains(name) && steps == 0) {
        throw new IllegalArgumentException(
            "Column %s can't be predicted from itself in the same row: leave it out of the inputs, or give a horizon."
                .formatted(name));
      }
      TableColumn column = table.column(name);
      if (column instanceof TableColumn.NumberColumn) {
        numbers.add(name);
      } else if (column instanceof TableColumn.CategoryColumn category) {
        categories.add(categories(category, isTraining));
      } else {
        throw new IllegalArgumentException(
            "Column %s is %s: inputs are numbers or categories; leave it out, or say --type %s=category."
                .formatted(name, column.type(), name));
      }
    }
    for (String name : known) {
      if (targets().contains(name)) {
        throw new IllegalArgumentException(
            "Column %s is predicted: it can't be known in advance.".formatted(name));
      }
      if (!numbers.contains(name) && categories.stream().noneMatch(c -> c.name().equals(name))) {
        throw new IllegalArgumentException(
            "Column " + name + " is known in advance, but no input: add it to the inputs.");
      }
    }
    for (String name : values) {
      if (Arrays.stream(table.numbers(name).values()).allMatch(Double::isNaN)) {
        throw new IllegalArgumentException(
            "Column " + name + " has no values: there is nothing to learn from.");
      }
    }
    if (numbers.isEmpty() && categories.isEmpty() && calendar.isEmpty()) {
      throw new IllegalArgumentException(
          "There is nothing to predict %s from: give --inputs, a horizon or --calendar."
              .formatted(String.join(", ", targets())));
    }
    if (!calendar.isEmpty() && timeColumn == null) {
      throw new IllegalArgumentException(
          "The calendar needs a column with dates: give --time, or leave the calendar out.");
    }
    Categories classes = label == null ? null : classes(table, isTraining);
    return new Roles(
        timeColumn,
        group,
        numbers,
        categories,
        known,
        values,
        classes,
        steps,
        calendar,
        missing,
        perSequence);
  }

  private static void requireOnce(String what, List<?> names) {
    Set<Object> seen = new HashSet<>();
    for (Object name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "%s is named twice among %s: leave one out.".formatted(name, what));
      }
    }
  }

  private Categories classes(Table table, IntPredicate isTraining) {
    if (!(table.column(label) instanceof TableColumn.CategoryColumn column)) {
      throw new IllegalArgumentException(
          "Column %s is %s, and no classes: say --type %s=category, or --values %s."
              .formatted(label, table.column(label).type(), label, label));
    }
    Categories classes = categories(column, isTraining);
    if (classes.values().size() < 2) {
      throw new IllegalArgumentException(
          "Column %s has only the class %s in the training part: there is nothing to tell apart."
              .formatted(label, classes.values()));
    }
    return classes;
  }

  private static Categories categories(TableColumn.CategoryColumn column, IntPredicate isTraining) {
    Set<String> seen = new TreeSet<>();
    for (int row = 0; row < column.codes().length; row++) {
      if (!column.isMissing(row) && isTraining.test(row)) {
        seen.add(column.value(row));
      }
    }
    return new Categories(column.name(), List.copyOf(seen));
  }
}
