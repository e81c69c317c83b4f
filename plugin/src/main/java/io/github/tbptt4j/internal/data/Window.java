package io.github.tbptt4j.internal.data;

/** Some steps of all streams, and the records ahead of them. */
public final class Window {
  private final Page page;
  private final int width;
  private final int first;
  private final int steps;

  Window(Page page, int width, int first, int steps) {
    this.page = page;
    this.width = width;
    this.first = first;
    this.steps = steps;
  }

  /** {@return how many steps there are} */
  public int steps() {
    return steps;
  }

  /**
   * A number.
   *
   * @param stream the stream
   * @param step from 0 to steps - 1, and beyond for records ahead
   * @param column of the record
   * @return the number
   */
  public float get(int stream, int step, int column) {
    return page.numbers()[(stream * page.rowRecords() + first + step) * width + column];
  }
}
