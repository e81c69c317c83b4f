package io.github.tbptt4j.tuning.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A column of a table in memory. */
public sealed interface TableColumn
    permits TableColumn.NumberColumn,
        TableColumn.CategoryColumn,
        TableColumn.DateColumn,
        TableColumn.TextColumn {
  /** {@return its name in the header, or column1, column2 .. without one} */
  String name();

  /** {@return what it is} */
  ColumnType type();

  /**
   * Says whether a row has nothing here.
   *
   * @param row from 0
   * @return whether it is missing
   */
  boolean isMissing(int row);

  /**
   * Numbers.
   *
   * @param name of the column
   * @param values a row each; NaN is missing, all others are finite
   */
  record NumberColumn(String name, double[] values) implements TableColumn {
    @Override
    public ColumnType type() {
      return ColumnType.NUMBER;
    }

    @Override
    public boolean isMissing(int row) {
      return Double.isNaN(values[row]);
    }
  }

  /**
   * Categories.
   *
   * @param name of the column
   * @param categories the different ones, sorted
   * @param codes a row each: places in {@code categories}; -1 is missing
   */
  record CategoryColumn(String name, List<String> categories, int[] codes) implements TableColumn {
    @Override
    public ColumnType type() {
      return ColumnType.CATEGORY;
    }

    @Override
    public boolean isMissing(int row) {
      return codes[row] < 0;
    }

    /**
     * The category of a row.
     *
     * @param row from 0
     * @return null if it is missing
     */
    public String value(int row) {
      return codes[row] < 0 ? null : categories.get(codes[row]);
    }
  }

  /**
   * Texts.
   *
   * @param name of the column
   * @param values a row each; null is missing
   */
  record TextColumn(String name, List<String> values) implements TableColumn {
    @Override
    public ColumnType type() {
      return ColumnType.TEXT;
    }

    @Override
    public boolean isMissing(int row) {
      return values.get(row) == null;
    }
  }

  /**
   * Points in time, in milliseconds from 1970-01-01T00:00 on. Without a zone they are local times
   * as they stand in the file; with zones they are instants (so that the order is right when clocks
   * change), and {@link #local} gives the time on the clock.
   */
  final class DateColumn implements TableColumn {
    /** In {@link #millis}: there is no date. */
    public static final long MISSING = DatePattern.NONE;

    private final String name;
    private final long[] millis;
    private final short[] offsets; // minutes from UTC; null without zones
    private final List<DatePattern> forms;
    private final ColumnRule.Clock clock; // null if dates stand in one cell

    DateColumn(ColumnRule rule, long[] millis, short[] offsets) {
      name = rule.name();
      forms = rule.forms();
      clock = rule.clock();
      this.millis = millis;
      this.offsets = offsets;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ColumnType type() {
      return ColumnType.DATE;
    }

    /** {@return the array itself, a row each; {@link #MISSING} where there is none} */
    public long[] millis() {
      return millis;
    }

    /**
     * The time on the clock, for hours of the day and days of the week.
     *
     * @param row from 0
     * @return milliseconds from 1970-01-01T00:00 on that clock, or {@link #MISSING}
     */
    public long local(int row) {
      return offsets == null || isMissing(row)
          ? millis[row]
          : millis[row] + offsets[row] * DatePattern.MINUTE;
    }

    /** {@return whether dates have a time of day} */
    public boolean hasTime() {
      return clock != null || forms.stream().anyMatch(DatePattern::hasTime);
    }

    /** {@return the column of text in which the time of day stands; empty if dates have it all} */
    public Optional<String> clockColumn() {
      return Optional.ofNullable(clock).map(ColumnRule.Clock::name);
    }

    /**
     * Writes a time of day in the form of {@link #clockColumn}.
     *
     * @param millis as in {@link #millis}
     * @return empty for {@link #MISSING}, or if there is no such column
     */
    public String formatClock(long millis) {
      return millis == MISSING || clock == null ? "" : clock.form().format(millis, 0);
    }

    /** {@return whether dates say how far they are from UTC} */
    public boolean hasZone() {
      return offsets != null;
    }

    /** {@return the form of its dates, in the letters of Java's patterns} */
    public String pattern() {
      return forms.isEmpty() ? "yyyy-MM-dd" : forms.get(0).pattern();
    }

    @Override
    public boolean isMissing(int row) {
      return millis[row] == MISSING;
    }

    /**
     * Writes a date in the file's own form, so that dates can be continued; a zone is that of the
     * last row, a time of day in another column is left to {@link #formatClock}.
     *
     * @param millis as in {@link #millis}
     * @return empty for {@link #MISSING}
     */
    public String format(long millis) {
      if (millis == MISSING) {
        return "";
      }
      DatePattern form = forms.isEmpty() ? DatePattern.of("yyyy-MM-dd", Locale.ROOT) : forms.get(0);
      return form.format(millis, lastOffset());
    }

    private int lastOffset() {
      for (int row = millis.length - 1; offsets != null && row >= 0; row--) {
        if (!isMissing(row)) {
          return offsets[row];
        }
      }
      return 0;
    }
  }
}
