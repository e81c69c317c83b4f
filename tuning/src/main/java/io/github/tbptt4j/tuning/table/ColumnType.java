package io.github.tbptt4j.tuning.table;

import java.util.Locale;

/** What the cells of a column are. */
public enum ColumnType {
  /** Numbers. */
  NUMBER,
  /** Points in time, with or without the time of day. */
  DATE,
  /** Texts that come again: on average each at least twice, or yes and no. */
  CATEGORY,
  /** Other texts. */
  TEXT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
