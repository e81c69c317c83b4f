package io.github.tbptt4j.tuning.internal.forecast;

/** A series' rows, each with the row that is predicted from it. */
final class RowPairs {
  private final Roles roles;
  private final Rows rows;
  private final Clock clock;
  private final RowValues row;
  private final RowValues ahead;

  RowPairs(Roles roles, Rows rows, Clock clock) {
    this.roles = roles;
    this.rows = rows;
    this.clock = clock;
    row = new RowValues(roles);
    ahead = new RowValues(roles);
  }

  void moveTo(int index) {
    row.set(rows, index, clock);
    int predicted = index + roles.horizon();
    if (predicted < rows.length()) {
      ahead.set(rows, predicted, clock);
    } else {
      long time = rows.times() == null ? 0 : rows.times()[index];
      ahead.setUnknown(clock.local(clock.after(time, roles.horizon())));
    }
  }

  RowValues row() {
    return row;
  }

  /** {@return the row at the horizon; beyond the last one only its time is known} */
  RowValues ahead() {
    return ahead;
  }
}
