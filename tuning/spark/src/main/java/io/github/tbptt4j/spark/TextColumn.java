package io.github.tbptt4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Says something of a column's texts, in further columns; of a null it says nulls. */
final class TextColumn {
  private static final int BATCH = 256;

  private TextColumn() {}

  /** What is said of texts: the further columns of each. */
  @FunctionalInterface
  interface Teller {
    List<Object[]> tell(List<String> texts);
  }

  /** Makes ready on an executor, once a task. */
  @FunctionalInterface
  interface Opener extends Serializable {
    Teller open();
  }

  static Dataset<Row> extend(Dataset<Row> rows, String column, StructType added, Opener opener) {
    List<String> names = List.of(rows.columns());
    if (!names.contains(column)) {
      throw new IllegalArgumentException("There is no column " + column + ", but " + names + ".");
    }
    int text = rows.schema().fieldIndex(column);
    if (!rows.schema().apply(text).dataType().equals(DataTypes.StringType)) {
      throw new IllegalArgumentException(
          "Column %s is of type %s: cast it to a string."
              .formatted(column, rows.schema().apply(text).dataType().simpleString()));
    }
    StructType schema = rows.schema();
    for (String name : added.fieldNames()) {
      requireNew(names, name);
      schema = schema.add(added.apply(name));
    }
    int columns = added.size();
    MapPartitionsFunction<Row, Row> extended =
        partition -> new Extended(partition, text, columns, opener);
    return rows.mapPartitions(extended, Encoders.row(schema));
  }

  static void requireNew(List<String> names, String name) {
    if (names.contains(name)) {
      throw new IllegalArgumentException(
          "There is a column " + name + " already: rename it first.");
    }
  }

  private static final class Extended implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final int text;
    private final int added;
    private final Opener opener;
    private Teller teller; // when there is a row
    private Iterator<Row> batch = List.<Row>of().iterator();

    Extended(Iterator<Row> rows, int text, int added, Opener opener) {
      this.rows = rows;
      this.text = text;
      this.added = added;
      this.opener = opener;
    }

    @Override
    public boolean hasNext() {
      return batch.hasNext() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (!batch.hasNext()) {
        teller = teller == null ? opener.open() : teller;
        List<Row> next = new ArrayList<>();
        while (rows.hasNext() && next.size() < BATCH) {
          next.add(rows.next());
        }
        batch = extended(next).iterator();
      }
      return batch.next();
    }

    private List<Row> extended(List<Row> some) {
      List<String> texts = new ArrayList<>();
      some.stream().map(row -> row.getString(text)).filter(one -> one != null).forEach(texts::add);
      Iterator<Object[]> told = teller.tell(texts).iterator();
      List<Row> extended = new ArrayList<>();
      for (Row row : some) {
        extended.add(with(row, row.getString(text) == null ? new Object[added] : told.next()));
      }
      return extended;
    }
  }

  /** {@return a row with more values at its end} */
  static Row with(Row row, Object... more) {
    Object[] values = new Object[row.length() + more.length];
    for (int i = 0; i < row.length(); i++) {
      values[i] = row.get(i);
    }
    System.arraycopy(more, 0, values, row.length(), more.length);
    return RowFactory.create(values);
  }
}
