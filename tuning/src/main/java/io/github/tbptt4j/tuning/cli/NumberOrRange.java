package io.github.tbptt4j.tuning.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A value of an option that is searched over, or a range of them, such as 0.001..0.01.
 *
 * @param text as it was written
 * @param from the value, or the smallest
 * @param to the value, or the largest
 */
record NumberOrRange(String text, double from, double to) {
  private static final Pattern RANGE = Pattern.compile("(.*[^.])\\.\\.([^.].*)");

  boolean isRange() {
    return from != to && !Double.isNaN(from);
  }

  @Override
  public String toString() {
    return text;
  }

  /** {@return the value as a whole number; for its option's message if it is none} */
  int whole(CommandLine command, String option) {
    return whole(from, command, option);
  }

  /** {@return the end of the range as a whole number} */
  int wholeTo(CommandLine command, String option) {
    return whole(to, command, option);
  }

  private int whole(double value, CommandLine command, String option) {
    if (value != Math.rint(value)) {
      throw Errors.usage(command, option + " (" + text + ") must be a whole number.");
    }
    if (Math.abs(value) > Integer.MAX_VALUE) {
      throw Errors.usage(
          command, option + " (" + text + ") must be at most " + Integer.MAX_VALUE + ".");
    }
    return (int) value;
  }

  /** {@return the one range that there is, or null} */
  static NumberOrRange range(List<NumberOrRange> values, CommandLine command, String option) {
    if (values.stream().noneMatch(NumberOrRange::isRange)) {
      return null;
    }
    if (values.size() > 1) {
      throw Errors.usage(command, option + ": give values or one range, not both.");
    }
    return values.get(0);
  }

  /** From a command line. */
  static final class Converter implements ITypeConverter<NumberOrRange> {
    @Override
    public NumberOrRange convert(String text) {
      Matcher range = RANGE.matcher(text.trim());
      if (!range.matches()) {
        return new NumberOrRange(text, number(text), number(text));
      }
      double from = number(range.group(1));
      double to = number(range.group(2));
      if (!(from < to)) {
        throw new TypeConversionException(
            "'%s' is no range: %s"
                .formatted(
                    text,
                    from == to
                        ? "one value is written alone, " + range.group(2)
                        : "the smaller value first"));
      }
      return new NumberOrRange(text, from, to);
    }

    private static double number(String text) {
      try {
        return Double.parseDouble(text.trim());
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is no number");
      }
    }
  }
}
