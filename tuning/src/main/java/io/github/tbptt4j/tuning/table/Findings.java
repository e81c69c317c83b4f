package io.github.tbptt4j.tuning.table;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the scan of all columns together means, in rules for reading and in words. */
final class Findings {
  private static final double HALF = 0.5;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

  private final List<FileScan> files;
  private final List<ColumnScan> columns;
  private final TableReader.Settings settings;
  private final List<String> notes;
  private final List<ColumnRule> rules = new ArrayList<>();
  private final Boolean filePoint; // null if no cell decides it

  Findings(
      List<FileScan> files,
      List<ColumnScan> columns,
      int[] places,
      TableReader.Settings settings,
      List<String> notes) {
    this.files = files;
    this.columns = columns;
    this.settings = settings;
    this.notes = notes;
    filePoint = filePoint();
    for (ColumnScan column : columns) {
      rules.add(ColumnRule.of(column, settings, isPoint(column)));
    }
    noteEncoding(files.get(0));
    pairClocks(places);
    for (int i = 0; i < columns.size(); i++) {
      note(columns.get(i), rules.get(i));
    }
  }

  private void noteEncoding(FileScan first) {
    if (!first.encoding().sure()) {
      notes.add(
          first.source().name()
              + " isn't UTF-8 and is taken for "
              + first.encoding().describe()
              + ", as Western Europe's Windows writes it: --encoding decides it.");
    }
  }

  /** Days and times of day in two columns, the second best right behind, are one time. */
  private void pairClocks(int[] places) {
    List<Integer> clocks = new ArrayList<>();
    List<Integer> days = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      ColumnScan column = columns.get(i);
      if (rules.get(i).hasDaysOnly()) {
        days.add(i);
      } else if (column.clock != null
          && column.clockCells == column.rows - column.missingNumbers
          && !settings.types().containsKey(column.name)) {
        clocks.add(i);
      }
    }
    for (int day : days) {
      int clock =
          clocks.contains(day + 1)
              ? day + 1
              : clocks.size() == 1 && days.size() == 1 ? clocks.get(0) : -1;
      if (clock >= 0) {
        ColumnScan column = columns.get(clock);
        rules.set(
            day,
            rules.get(day).with(new ColumnRule.Clock(column.name, places[clock], column.clock)));
        rules.set(clock, rules.get(clock).as(ColumnType.TEXT));
        notes.add(
            "Column %s is the time of day of column %s."
                .formatted(column.name, columns.get(day).name));
      }
    }
  }

  List<ColumnRule> rules() {
    return List.copyOf(rules);
  }

  private Boolean filePoint() {
    if (settings.decimal() != null) {
      return settings.decimal() == '.';
    }
    long point = 0;
    long comma = 0;
    for (ColumnScan column : columns) {
      if (column.numberCells >= HALF * (column.rows - column.missingNumbers)) {
        point += column.pointOnly;
        comma += column.commaOnly;
      }
    }
    return point == comma ? null : Boolean.valueOf(point > comma);
  }

  private boolean isPoint(ColumnScan column) {
    if (settings.decimal() != null) {
      return settings.decimal() == '.';
    }
    if (column.pointOnly != column.commaOnly) {
      return column.pointOnly > column.commaOnly;
    }
    if (filePoint != null) {
      return filePoint;
    }
    if (settings.usual().decimal() != null) {
      return settings.usual().decimal() == '.';
    }
    boolean semicolons = files.get(0).dialect().delimiter() == ';';
    if (column.ambiguousComma > column.ambiguousPoint) {
      // 1,234: thousands, unless 1234 stands there too, or commas are what decimals have here
      return column.plainLarge == 0 && (column.plainSmall > 0 || !semicolons);
    }
    // 1.234: decimals, unless 988 stands there and no 1234 does
    return column.ambiguousPoint == 0 || column.plainLarge > 0 || column.plainSmall == 0;
  }

  private boolean isMarkUnknown(ColumnScan column) {
    return settings.decimal() == null
        && settings.usual().decimal() == null
        && filePoint == null
        && column.pointOnly == column.commaOnly
        && column.ambiguousPoint + column.ambiguousComma > 0;
  }

  private void note(ColumnScan column, ColumnRule rule) {
    long filled = column.rows - column.missingNumbers;
    if (rule.type() == ColumnType.NUMBER) {
      if (isMarkUnknown(column)) {
        boolean comma = column.ambiguousComma > column.ambiguousPoint;
        String example = comma ? "1,234" : "1.234";
        boolean thousands = comma == rule.point();
        notes.add(
            "Column %s: a cell like %s is read as %s, but could be %s: --decimal %s reads it so."
                .formatted(
                    column.name,
                    example,
                    thousands ? "1234" : "1.234",
                    thousands ? "1.234" : "1234",
                    rule.point() ? "," : "."));
      }
      if (!rule.affixes().isEmpty()) {
        notes.add(
            "Column %s: %s at its numbers %s left out."
                .formatted(
                    column.name,
                    rule.affixes().stream().sorted().collect(Collectors.joining(", ")),
                    rule.affixes().size() == 1 ? "is" : "are"));
      }
    }
    if (rule.type() == ColumnType.DATE && ColumnRule.isOrderUnknown(column, settings)) {
      boolean day = rule.forms().get(0).order() == 'd';
      notes.add(
          "Column %s: 01/02 is read as the %s; --%s-first reads it as the %s."
              .formatted(
                  column.name,
                  day ? "1st of February" : "2nd of January",
                  day ? "month" : "day",
                  day ? "2nd of January" : "1st of February"));
    }
    boolean texts = rule.type() == ColumnType.CATEGORY || rule.type() == ColumnType.TEXT;
    if (texts && settings.types().get(column.name) == null && filled > 0) {
      long numbers = ColumnRule.numbers(column, rule.point(), rule.affixes());
      List<ColumnScan.Wrong> wrong = (rule.point() ? column.point : column.comma).wrong;
      if (numbers >= HALF * filled && !wrong.isEmpty()) {
        notes.add(
            "Column %s: %d of %d cells are numbers, but not \"%s\" (%s): it is taken for %s; --type %s=number asks for numbers, --missing takes a text for nothing."
                .formatted(
                    column.name,
                    numbers,
                    filled,
                    shortly(wrong.get(0).value()),
                    wrong.get(0).place(),
                    rule.type(),
                    column.name));
      }
    }
  }

  /** {@return a sentence on cells that aren't what their column is; null if all are} */
  String wrong(int i) {
    ColumnScan column = columns.get(i);
    ColumnRule rule = rules.get(i);
    long filled = column.rows - column.missingNumbers;
    long good;
    List<ColumnScan.Wrong> wrong;
    String what;
    switch (rule.type()) {
      case NUMBER -> {
        good = ColumnRule.numbers(column, rule.point(), rule.affixes());
        wrong = (rule.point() ? column.point : column.comma).wrong;
        what = "number";
      }
      case DATE -> {
        good =
            ColumnRule.datesOfOneOrder(column, settings).stream()
                .mapToLong(date -> date.count)
                .sum();
        wrong = column.wrongDates;
        what = "date";
      }
      default -> {
        return null;
      }
    }
    if (good >= filled) {
      return null;
    }
    String where =
        wrong.isEmpty()
            ? files.get(0).source().name() + ", column " + column.name + ": a cell"
            : wrong.get(0).place() + ": \"" + shortly(wrong.get(0).value()) + "\"";
    String more = filled - good > 1 ? " (" + (filled - good) + " such cells)" : "";
    return "%s is no %s%s: mend it, or say --missing or --type %s=text."
        .formatted(where, what, more, column.name);
  }

  private static String shortly(String text) {
    String simple = Blank.simplify(text);
    return simple.length() > 40 ? simple.substring(0, 38) + ".." : simple;
  }

  TableSummary summary(List<String> problems) {
    List<TableSummary.Column> all = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      all.add(column(columns.get(i), rules.get(i)));
    }
    return new TableSummary(
        files.stream().map(file -> file.source().name()).toList(),
        files.stream().mapToLong(FileScan::rows).sum(),
        List.copyOf(all),
        new Guesses(files, columns, rules).all(),
        List.copyOf(notes),
        List.copyOf(problems));
  }

  private TableSummary.Column column(ColumnScan scan, ColumnRule rule) {
    return switch (rule.type()) {
      case NUMBER -> {
        ColumnScan.Values values = rule.point() ? scan.point : scan.comma;
        boolean any = values.count > 0;
        yield new TableSummary.Column(
            scan.name,
            ColumnType.NUMBER,
            any ? values.first : null,
            any ? values.last : null,
            scan.missingNumbers,
            List.of(),
            any ? values.min : Double.NaN,
            any ? values.max : Double.NaN,
            any ? values.sum / values.count : Double.NaN);
      }
      case DATE -> {
        List<ColumnScan.Dates> dates =
            scan.dates.stream().filter(date -> rule.forms().contains(date.form)).toList();
        boolean timed = rule.forms().stream().anyMatch(DatePattern::hasTime);
        yield new TableSummary.Column(
            scan.name,
            ColumnType.DATE,
            dates.stream()
                .min(Comparator.comparingLong(date -> date.firstRow))
                .map(date -> iso(date.first, date.firstOffset, date.form, timed))
                .orElse(null),
            dates.stream()
                .max(Comparator.comparingLong(date -> date.lastRow))
                .map(date -> iso(date.last, date.lastOffset, date.form, timed))
                .orElse(null),
            scan.missingNumbers,
            List.of(),
            Double.NaN,
            Double.NaN,
            Double.NaN);
      }
      case CATEGORY ->
          new TableSummary.Column(
              scan.name,
              ColumnType.CATEGORY,
              scan.firstText(),
              scan.lastText(),
              scan.missing,
              scan.distinct.sorted(),
              Double.NaN,
              Double.NaN,
              Double.NaN);
      case TEXT ->
          new TableSummary.Column(
              scan.name,
              ColumnType.TEXT,
              scan.firstText(),
              scan.lastText(),
              scan.missing,
              List.of(),
              Double.NaN,
              Double.NaN,
              Double.NaN);
    };
  }

  static String iso(long millis, int offset, DatePattern form, boolean timed) {
    long local = millis + (form.hasZone() ? offset * DatePattern.MINUTE : 0);
    LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochMilli(local), ZoneOffset.UTC);
    if (!timed) {
      return DAY.format(time);
    }
    int milli = Math.floorMod(local, 1000);
    return TIME.format(time)
        + (milli == 0 ? "" : String.format(Locale.ROOT, ".%03d", milli))
        + (form.hasZone() ? ZoneOffset.ofTotalSeconds(60 * offset).getId() : "");
  }
}
