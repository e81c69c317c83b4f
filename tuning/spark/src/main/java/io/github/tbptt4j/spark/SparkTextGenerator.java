package io.github.tbptt4j.spark;

import io.github.tbptt4j.zoo.TextGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A generator of texts over a column: how they go on, or how well it predicts them. */
public final class SparkTextGenerator {
  private final ModelSource<TextGenerator> source;

  SparkTextGenerator(ModelSource<TextGenerator> source) {
    this.source = source;
  }

  /**
   * Continues a column of texts.
   *
   * @param rows with the column
   * @param column of strings
   * @param length characters to write, at least 0
   * @param temperature as of {@link TextGenerator#generate}
   * @param seed of each row: equal texts go on equally, wherever they are
   * @return the same rows with the column {@code continuation}
   * @throws IllegalArgumentException if there is no such column, or the new one already, or if
   *     length or temperature is negative or not a number
   */
  public Dataset<Row> goOn(
      Dataset<Row> rows, String column, int length, double temperature, long seed) {
    if (length < 0 || !(temperature >= 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException(
          "length (%d) and temperature (%s) must be at least 0.".formatted(length, temperature));
    }
    ModelSource<TextGenerator> model = source.on(rows.sparkSession());
    return TextColumn.extend(
        rows,
        column,
        column("continuation", DataTypes.StringType),
        () -> {
          TextGenerator generator = model.get();
          return each(text -> generator.generate(text, length, temperature, seed));
        });
  }

  /**
   * Scores a column of texts.
   *
   * @param rows with the column
   * @param column of strings
   * @return the same rows with the column {@code bits_per_character}, as {@link
   *     TextGenerator#score} says; null for an empty text
   * @throws IllegalArgumentException if there is no such column, or the new one already
   */
  public Dataset<Row> score(Dataset<Row> rows, String column) {
    ModelSource<TextGenerator> model = source.on(rows.sparkSession());
    return TextColumn.extend(
        rows,
        column,
        column("bits_per_character", DataTypes.DoubleType),
        () -> {
          TextGenerator generator = model.get();
          return each(text -> text.isEmpty() ? null : generator.score(text));
        });
  }

  private static StructType column(String name, DataType type) {
    return new StructType().add(name, type);
  }

  private static TextColumn.Teller each(Function<String, Object> said) {
    return texts -> {
      List<Object[]> all = new ArrayList<>();
      texts.forEach(text -> all.add(new Object[] {said.apply(text)}));
      return all;
    };
  }
}
