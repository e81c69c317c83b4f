package io.github.tbptt4j.tuning.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one look at each cell of a column tells, before it is known what the column is. */
final class ColumnScan {
  private static final int MOST_AFFIXES = 16;
  private static final int MOST_FORMS = 8;
  private static final int MOST_WRONG = 5;

  /** So many cells that are no dates: the column has none. */
  private static final int ENOUGH = 200;

  /** So many numbers and nothing else: nobody will ask for categories. */
  private static final int SURE = 10_000;

  /** Numbers read one way. */
  static final class Values {
    long count;
    double first = Double.NaN;
    double last = Double.NaN;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum;
    boolean whole = true;
    boolean rising = true;
    boolean counting = true;
    boolean fresh = true; // in each file counting begins again
    final List<Wrong> wrong = new ArrayList<>();

    void add(double value) {
      if (count == 0) {
        first = value;
      } else {
        rising &= value > last;
      }
      counting &= fresh ? value == 0 || value == 1 : value == last + 1;
      fresh = false;
      whole &= value == Math.rint(value);
      count++;
      last = value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
    }
  }

  /** Dates of one form. */
  static final class Dates {
    final DatePattern form;
    long count;
    long first = DatePattern.NONE;
    long firstRow;
    int firstOffset;
    long last;
    long lastRow;
    int lastOffset;
    long falls;
    long repeats;
    long shortest = Long.MAX_VALUE;
    long longest;

    Dates(DatePattern form) {
      this.form = form;
    }

    void add(long millis, long row) {
      if (count++ == 0) {
        first = millis;
        firstRow = row;
        firstOffset = form.offsetMinutes();
      } else if (millis > last) {
        shortest = Math.min(shortest, millis - last);
        longest = Math.max(longest, millis - last);
      } else if (millis < last) {
        falls++;
      } else {
        repeats++;
      }
      last = millis;
      lastRow = row;
      lastOffset = form.offsetMinutes();
    }

    /** How unequal the steps are; 1 where all are the same. */
    double irregularity() {
      return longest == 0 ? 1 : (double) longest / shortest;
    }
  }

  /** The form of times of day without a date; null if there are none. */
  DatePattern clock;

  long clockCells;

  /** A cell that isn't what the column is. */
  record Wrong(String place, String value) {}

  final String name;
  private final MissingCells missingCells;
  private final ColumnType given;
  private final DatePattern givenForm;
  private final boolean digitsAreDates;
  private final Numbers numbers = new Numbers();

  long rows;
  long missing; // whatever the column is
  long missingNumbers; // in a column of numbers or dates
  long numberCells;
  long pointOnly;
  long commaOnly;
  long ambiguousPoint;
  long ambiguousComma;
  long plainSmall;
  long plainLarge;
  final Values point = new Values();
  final Values comma = new Values();
  final Map<String, Long> affixes = new HashMap<>();
  final List<Dates> dates = new ArrayList<>();
  final List<Wrong> wrongDates = new ArrayList<>();
  final Distinct distinct;
  private String firstText;
  private char[] lastText = new char[0];
  private int lastLength;
  private long notDates;

  ColumnScan(String name, TableReader.Settings settings, int mostDistinct) {
    this.name = name;
    missingCells = settings.missing();
    given = settings.types().get(name);
    givenForm = settings.dateForm();
    digitsAreDates = given == ColumnType.DATE || DateNames.isDate(name);
    distinct = new Distinct(mostDistinct);
  }

  void startFile() {
    point.fresh = true;
    comma.fresh = true;
  }

  /** Whether its cells are 0, 1, 2 .. or 1, 2, 3 .. in each file. */
  boolean counts() {
    return rows > 0 && point.count == rows && point.counting;
  }

  boolean isMostlyTyped() {
    long filled = rows - missingNumbers;
    long dated = dates.stream().mapToLong(date -> date.count).max().orElse(0);
    return filled > 0 && Math.max(numberCells, dated) >= 0.9 * filled;
  }

  void add(char[] text, int from, int to, FilePlace place) {
    rows++;
    if (missingCells.isMissing(text, from, to)) {
      missing++;
      missingNumbers++;
      return;
    }
    if (!distinct.isFull()) {
      distinct.add(text, from, to);
      if (rows == SURE
          && numberCells + missingNumbers == rows - 1
          && given != ColumnType.CATEGORY) {
        distinct.give();
      }
    }
    if (missingCells.isMissingNumber(text, from, to)) {
      missingNumbers++;
      return;
    }
    boolean number = numbers.parse(text, from, to);
    if (number) {
      number(text, from, to, place);
    } else {
      wrong(point.wrong, text, from, to, place);
      wrong(comma.wrong, text, from, to, place);
    }
    if (!number || given == ColumnType.CATEGORY || given == ColumnType.TEXT) {
      keep(text, from, to);
    }
    if (given == null || given == ColumnType.DATE) {
      date(text, from, to, place, number);
    }
  }

  private void keep(char[] text, int from, int to) {
    if (firstText == null) {
      firstText = Blank.trim(new String(text, from, to - from));
    }
    if (lastText.length < to - from) {
      lastText = new char[2 * (to - from)];
    }
    lastLength = to - from;
    System.arraycopy(text, from, lastText, 0, lastLength);
  }

  /** Of texts; null if there is none. */
  String firstText() {
    return firstText;
  }

  String lastText() {
    return firstText == null ? null : Blank.trim(new String(lastText, 0, lastLength));
  }

  private void number(char[] text, int from, int to, FilePlace place) {
    numberCells++;
    boolean isPoint = !Double.isNaN(numbers.point);
    boolean isComma = !Double.isNaN(numbers.comma);
    if (isPoint) {
      point.add(numbers.point);
    } else {
      wrong(point.wrong, text, from, to, place);
    }
    if (isComma) {
      comma.add(numbers.comma);
    } else {
      wrong(comma.wrong, text, from, to, place);
    }
    if (!isPoint) {
      commaOnly++;
    } else if (!isComma) {
      pointOnly++;
    } else if (numbers.isAmbiguous()) {
      if (numbers.point > numbers.comma == numbers.point > 0) {
        ambiguousComma++;
      } else {
        ambiguousPoint++;
      }
    } else if (Math.abs(numbers.point) < 1000) {
      plainSmall++;
    } else {
      plainLarge++;
    }
    if (!numbers.affix.isEmpty()
        && (affixes.size() < MOST_AFFIXES || affixes.containsKey(numbers.affix))) {
      affixes.merge(numbers.affix, 1L, Long::sum);
    }
  }

  private void date(char[] text, int from, int to, FilePlace place, boolean number) {
    boolean any = false;
    for (Dates known : dates) {
      long millis = known.form.parse(text, from, to);
      if (millis != DatePattern.NONE) {
        known.add(millis, rows);
        any = true;
      }
    }
    if (any) {
      return;
    }
    notDates++;
    if (!number && dates.isEmpty()) {
      clock(text, from, to);
    }
    wrong(wrongDates, text, from, to, place);
    boolean hopeless = dates.isEmpty() && notDates > ENOUGH;
    if (hopeless || dates.size() >= MOST_FORMS) {
      return;
    }
    boolean plain = number && numbers.affix.isEmpty();
    if (plain && !digitsAreDates && digits(text, from, to) < 8) {
      return;
    }
    String cell = new String(text, from, to - from);
    List<DatePattern> forms = new ArrayList<>();
    if (givenForm != null && (digitsAreDates || !givenForm.isCount())) {
      forms.add(givenForm);
    }
    if (givenForm == null || givenForm.parse(text, from, to) == DatePattern.NONE) {
      forms.addAll(plain ? DateForms.ofDigits(cell) : DateForms.of(cell));
    }
    for (DatePattern form : forms) {
      long millis = form.parse(text, from, to);
      if (millis != DatePattern.NONE) {
        Dates found = new Dates(form);
        found.add(millis, rows);
        dates.add(found);
        any = true;
      }
    }
    if (any) {
      notDates--;
      wrongDates.removeIf(wrong -> wrong.place().equals(place.in(name)));
    }
  }

  private void clock(char[] text, int from, int to) {
    if (clockCells == 0 && notDates == 1) {
      clock = DateForms.ofClock(new String(text, from, to - from));
    }
    if (clock != null && clock.parse(text, from, to) != DatePattern.NONE) {
      clockCells++;
    } else {
      clock = null;
    }
  }

  private static int digits(char[] text, int first, int last) {
    int from = Blank.skip(text, first, last);
    int to = Blank.trim(text, from, last);
    for (int i = from; i < to; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return 0;
      }
    }
    return to - from;
  }

  private void wrong(List<Wrong> list, char[] text, int from, int to, FilePlace place) {
    if (list.size() < MOST_WRONG) {
      list.add(new Wrong(place.in(name), new String(text, from, to - from)));
    }
  }
}
