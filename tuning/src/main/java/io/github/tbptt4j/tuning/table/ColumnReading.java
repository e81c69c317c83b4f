package io.github.tbptt4j.tuning.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills a column in memory, row by row. */
abstract class ColumnReading {
  final ColumnRule rule;
  final MissingCells missing;

  private ColumnReading(ColumnRule rule, MissingCells missing) {
    this.rule = rule;
    this.missing = missing;
  }

  static ColumnReading of(ColumnRule rule, MissingCells missing, int rows) {
    return switch (rule.type()) {
      case NUMBER -> new NumberReading(rule, missing, rows);
      case DATE -> new DateReading(rule, missing, rows);
      case CATEGORY -> new CategoryReading(rule, missing, rows);
      case TEXT -> new TextReading(rule, missing);
    };
  }

  /**
   * Adds a row's cell.
   *
   * @param cell its place, -1 if the file has no such column
   * @param places of all columns of the files
   */
  void add(int row, Cells cells, int cell, int[] places) {
    boolean there = cell >= 0 && cell < cells.count();
    add(row, cells.text(), there ? cells.from(cell) : 0, there ? cells.to(cell) : 0);
  }

  abstract void add(int row, char[] text, int from, int to);

  abstract TableColumn finish();

  private static final class NumberReading extends ColumnReading {
    private final Numbers numbers = new Numbers();
    private final double[] values;

    NumberReading(ColumnRule rule, MissingCells missing, int rows) {
      super(rule, missing);
      values = new double[rows];
    }

    @Override
    void add(int row, char[] text, int from, int to) {
      boolean number = !missing.isMissingNumber(text, from, to) && numbers.parse(text, from, to);
      values[row] = !number ? Double.NaN : rule.point() ? numbers.point : numbers.comma;
    }

    @Override
    TableColumn finish() {
      return new TableColumn.NumberColumn(rule.name(), values);
    }
  }

  private static final class DateReading extends ColumnReading {
    private final long[] millis;
    private final short[] offsets;

    DateReading(ColumnRule rule, MissingCells missing, int rows) {
      super(rule, missing);
      millis = new long[rows];
      offsets = rule.forms().stream().anyMatch(DatePattern::hasZone) ? new short[rows] : null;
    }

    @Override
    void add(int row, Cells cells, int cell, int[] places) {
      super.add(row, cells, cell, places);
      if (rule.clock() != null && millis[row] != DatePattern.NONE) {
        int clock = places[rule.clock().place()];
        boolean there = clock >= 0 && clock < cells.count();
        long time =
            there
                ? rule.clock().form().parse(cells.text(), cells.from(clock), cells.to(clock))
                : DatePattern.NONE;
        millis[row] = time == DatePattern.NONE ? DatePattern.NONE : millis[row] + time;
      }
    }

    @Override
    void add(int row, char[] text, int from, int to) {
      millis[row] = DatePattern.NONE;
      if (missing.isMissingNumber(text, from, to)) {
        return;
      }
      for (DatePattern form : rule.forms()) {
        millis[row] = form.parse(text, from, to);
        if (millis[row] != DatePattern.NONE) {
          if (offsets != null) {
            offsets[row] = (short) form.offsetMinutes();
          }
          return;
        }
      }
    }

    @Override
    TableColumn finish() {
      return new TableColumn.DateColumn(rule, millis, offsets);
    }
  }

  private static final class CategoryReading extends ColumnReading {
    private final int[] codes;
    private final Map<String, Integer> known = new HashMap<>();
    private final List<String> categories = new ArrayList<>();

    CategoryReading(ColumnRule rule, MissingCells missing, int rows) {
      super(rule, missing);
      codes = new int[rows];
    }

    @Override
    void add(int row, char[] text, int first, int last) {
      if (missing.isMissing(text, first, last)) {
        codes[row] = -1;
        return;
      }
      int from = Blank.skip(text, first, last);
      String category = new String(text, from, Blank.trim(text, from, last) - from);
      Integer code = known.get(category);
      if (code == null) {
        code = categories.size();
        known.put(category, code);
        categories.add(category);
      }
      codes[row] = code;
    }

    @Override
    TableColumn finish() {
      List<String> sorted = categories.stream().sorted().toList();
      int[] places = new int[sorted.size()];
      for (int i = 0; i < places.length; i++) {
        places[known.get(sorted.get(i))] = i;
      }
      for (int row = 0; row < codes.length; row++) {
        codes[row] = codes[row] < 0 ? -1 : places[codes[row]];
      }
      return new TableColumn.CategoryColumn(rule.name(), sorted, codes);
    }
  }

  private static final class TextReading extends ColumnReading {
    private final List<String> values = new ArrayList<>();

    TextReading(ColumnRule rule, MissingCells missing) {
      super(rule, missing);
    }

    @Override
    void add(int row, char[] text, int from, int to) {
      values.add(missing.isMissing(text, from, to) ? null : new String(text, from, to - from));
    }

    @Override
    TableColumn finish() {
      return new TableColumn.TextColumn(rule.name(), values);
    }
  }
}
