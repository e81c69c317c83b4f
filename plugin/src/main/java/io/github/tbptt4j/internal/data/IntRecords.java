package io.github.tbptt4j.internal.data;

/** Whole numbers in memory. */
public final class IntRecords implements Records {
  private static final long serialVersionUID = 1L;

  private final int[] numbers;

  /**
   * Records of one number.
   *
   * @param numbers not copied
   */
  public IntRecords(int[] numbers) {
    this.numbers = numbers;
  }

  @Override
  public long length() {
    return numbers.length;
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public String unit() {
    return "symbols";
  }

  @Override
  public boolean onDisk() {
    return false;
  }

  @Override
  public Reading open() {
    return new Reading() {
      @Override
      public Cursor at(long record, int memory) {
        return new IntCursor(numbers, (int) record);
      }

      @Override
      public void close() {}
    };
  }

  private static final class IntCursor implements Cursor {
    private final int[] numbers;
    private int position;

    IntCursor(int[] numbers, int position) {
      this.numbers = numbers;
      this.position = position;
    }

    @Override
    public void read(float[] to, int offset, int records) {
      for (int i = 0; i < records; i++) {
        to[offset + i] = numbers[position + i];
      }
      position += records;
    }
  }
}
