package io.github.tbptt4j.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.github.tbptt4j.tuning.forecast.TableModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A model of series over a Dataset that has a row for each time step: each group of rows is
 * forecast by itself, as {@code predict} would forecast a file with its rows.
 *
 * <pre>{@code
 * SparkForecaster forecaster = SparkInference.forecasts("hdfs:///load.model").by("city").level(0.9);
 * Dataset<Row> tomorrow = forecaster.ahead(loads, 24); // city, time, step, predicted_load ..
 * Dataset<Row> beside = forecaster.rows(loads); // all columns, predicted_load ..
 * }</pre>
 *
 * <p>Numbers are those of {@link TableModel#forecast} on one machine. Timestamps are what Spark
 * shows of them in the session's time zone. The rows of a group must fit into an executor's memory.
 */
public final class SparkForecaster {
  private static final String KEY = "key";
  private static final String ROW = "row";
  private static final String CELLS = "cells";
  private static final String STEP = "step";

  private final ModelSource<TableModel> source;
  private final Double level;
  private final List<String> by; // besides the model's own group
  private final String order; // null for the model's own time

  SparkForecaster(ModelSource<TableModel> source) {
    this(source, null, List.of(), null);
  }

  private SparkForecaster(
      ModelSource<TableModel> source, Double level, List<String> by, String order) {
    this.source = source;
    this.level = level;
    this.by = by;
    this.order = order;
  }

  /**
   * Asks for intervals.
   *
   * @param part of the values that they should cover, such as 0.9
   * @return another forecaster
   * @throws IllegalArgumentException if it doesn't lie between 0 and 1
   */
  public SparkForecaster level(double part) {
    if (!(part > 0 && part < 1)) {
      throw new IllegalArgumentException("level (" + part + ") must lie between 0 and 1.");
    }
    return new SparkForecaster(source, part, by, order);
  }

  /**
   * Says whose rows are a series.
   *
   * @param columns of equal values in the rows of a series, besides the model's own group; none by
   *     default
   * @return another forecaster
   */
  public SparkForecaster by(String... columns) {
    return new SparkForecaster(source, level, List.of(columns), order);
  }

  /**
   * Says in which order the rows of a series are; needed for models without a time.
   *
   * @param column that ascends; by default the model's time
   * @return another forecaster
   */
  public SparkForecaster orderedBy(String column) {
    return new SparkForecaster(source, level, by, column);
  }

  /**
   * Adds what is said of each row: for a horizon of H, row t says what comes in row t + H.
   *
   * @param rows with the columns that the model was trained on
   * @return the same rows with {@code predicted_for} (of models with a time) and, for numbers,
   *     {@code predicted_y} and with a level {@code predicted_y_lower} and {@code _upper}; for
   *     classes {@code predicted_c} and {@code probability_..} of each
   * @throws IllegalArgumentException if a column isn't there, or one of the new ones already is
   */
  public Dataset<Row> rows(Dataset<Row> rows) {
    TableModel model = source.on(rows.sparkSession()).get();
    StructType schema = rows.schema();
    List<StructField> added = new ArrayList<>();
    if (model.time() != null) {
      added.add(field("predicted_for", DataTypes.StringType));
    }
    added.addAll(predicted(model));
    for (StructField field : added) {
      TextColumn.requireNew(Arrays.asList(rows.columns()), field.name());
      schema = schema.add(field);
    }
    return cast(forecast(rows, model, schema, 0), "predicted_for", model, rows);
  }

  /**
   * Forecasts what follows the rows of each series.
   *
   * @param rows with the columns that the model was trained on
   * @param steps how many, at least 1
   * @return for each series so many rows: the columns of its group, its time (of models with one),
   *     {@code step} from 1 on, {@code predicted_y} of this very step, and with a level {@code
   *     predicted_y_lower} and {@code _upper}
   * @throws IllegalArgumentException if the model can't go on beyond the end, or a column isn't
   *     there
   */
  public Dataset<Row> ahead(Dataset<Row> rows, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps (" + steps + ") must be at least 1.");
    }
    TableModel model = source.on(rows.sparkSession()).get();
    if (!model.goesOn()) {
      throw new IllegalArgumentException(
          "Rows beyond the end need a model of numbers with a horizon of at least 1: train one.");
    }
    StructType schema = new StructType();
    for (String group : groups(model)) {
      schema = schema.add(rows.schema().apply(requireColumn(rows, group)));
    }
    if (model.time() != null) {
      schema = schema.add(field(model.time(), DataTypes.StringType));
    }
    TextColumn.requireNew(Arrays.asList(schema.fieldNames()), STEP);
    schema = schema.add(field(STEP, DataTypes.IntegerType));
    for (StructField field : predicted(model)) {
      schema = schema.add(field);
    }
    return cast(forecast(rows, model, schema, steps), model.time(), model, rows);
  }

  private Dataset<Row> forecast(Dataset<Row> rows, TableModel model, StructType schema, int ahead) {
    if (level != null && !model.isOfValues()) {
      throw new IllegalArgumentException("Intervals are for numbers; the model has classes.");
    }
    String ascending = order == null ? model.time() : order;
    if (ascending == null) {
      throw new IllegalArgumentException(
          "The model knows no time, and Spark's rows have no order: say orderedBy(..).");
    }
    List<String> groups = groups(model);
    groups.forEach(group -> requireColumn(rows, group));
    List<String> names = new ArrayList<>();
    List<Column> cells = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      if (isSimple(field.dataType())) {
        names.add(field.name());
        cells.add(column(rows, field.name()).cast(DataTypes.StringType));
      }
    }
    boolean pointed =
        model.numbers().stream().noneMatch(name -> names.contains(name) && isText(rows, name));
    SeriesForecasts forecasts =
        new SeriesForecasts(source.on(rows.sparkSession()), names, groups, pointed, level, ahead);
    MapFunction<Row, String> key = row -> row.getString(0);
    return rows.select(
            (groups.isEmpty() ? lit("") : to_json(struct(columns(rows, groups)))).as(KEY),
            struct(columns(rows, List.of(rows.columns()))).as(ROW),
            array(cells.toArray(Column[]::new)).as(CELLS))
        .groupByKey(key, Encoders.STRING())
        .flatMapSortedGroups(
            new Column[] {col(ROW + ".`" + requireColumn(rows, ascending) + "`")},
            forecasts,
            Encoders.row(schema));
  }

  private List<String> groups(TableModel model) {
    Set<String> all = new LinkedHashSet<>(by);
    if (model.group() != null) {
      all.add(model.group());
    }
    return List.copyOf(all);
  }

  private List<StructField> predicted(TableModel model) {
    List<StructField> fields = new ArrayList<>();
    for (String name : model.predicted()) {
      boolean number = model.isOfValues();
      fields.add(field("predicted_" + name, number ? DataTypes.DoubleType : DataTypes.StringType));
      if (number && level != null) {
        fields.add(field("predicted_" + name + "_lower", DataTypes.DoubleType));
        fields.add(field("predicted_" + name + "_upper", DataTypes.DoubleType));
      }
    }
    model
        .classes()
        .forEach(label -> fields.add(field("probability_" + label, DataTypes.DoubleType)));
    return fields;
  }

  /** Dates come as the cells are written; the user has them as his own are. */
  private static Dataset<Row> cast(
      Dataset<Row> forecast, String column, TableModel model, Dataset<Row> rows) {
    return model.time() == null
        ? forecast
        : forecast.withColumn(
            column, column(forecast, column).cast(rows.schema().apply(model.time()).dataType()));
  }

  private static StructField field(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }

  private static String requireColumn(Dataset<Row> rows, String column) {
    List<String> names = Arrays.asList(rows.columns());
    if (!names.contains(column)) {
      throw new IllegalArgumentException("There is no column " + column + ", but " + names + ".");
    }
    return column;
  }

  private static Column column(Dataset<Row> rows, String name) {
    return rows.col("`" + name + "`"); // dots are a part of the name
  }

  private static Column[] columns(Dataset<Row> rows, List<String> names) {
    return names.stream().map(name -> column(rows, name)).toArray(Column[]::new);
  }

  private static boolean isText(Dataset<Row> rows, String name) {
    return rows.schema().apply(name).dataType().equals(DataTypes.StringType);
  }

  private static boolean isSimple(DataType type) {
    return type.defaultSize() > 0
        && !(type instanceof StructType)
        && !(type instanceof org.apache.spark.sql.types.ArrayType)
        && !(type instanceof org.apache.spark.sql.types.MapType)
        && !type.equals(DataTypes.BinaryType);
  }
}
