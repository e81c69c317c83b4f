package io.github.tbptt4j.tuning.table;

/**
 * How tables of one origin write what can be read in two ways. It decides where a table leaves that
 * open, as a single row does: whether 1,234 is a thousand, whether 1/2/2019 is in January.
 *
 * @param decimal the decimal mark, a point or a comma; null if columns differ or there are no
 *     numbers
 * @param dayFirst whether the day stands before the month; null if neither does
 */
public record Conventions(Character decimal, Boolean dayFirst) {
  /** Nothing is known. */
  public static final Conventions UNKNOWN = new Conventions(null, null);
}
