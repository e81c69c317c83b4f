package io.github.tbptt4j.spark;

import io.github.tbptt4j.zoo.Prediction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A classifier of texts over a column: the label, and how probable it is. */
public final class SparkClassifier {
  private static final StructType SAID =
      new StructType().add("label", DataTypes.StringType).add("confidence", DataTypes.DoubleType);

  private final ModelSource<Model> source;

  /** From texts to what is said of them, most probable first. */
  @FunctionalInterface
  interface Model {
    List<List<Prediction>> predict(List<String> texts);
  }

  SparkClassifier(ModelSource<Model> source) {
    this.source = source;
  }

  /**
   * Adds what is said of a column of texts.
   *
   * @param rows with the column
   * @param column of strings
   * @return the same rows with the columns {@code label} and {@code confidence}, from 0 to 1
   * @throws IllegalArgumentException if there is no such column, or one of the new ones already
   */
  public Dataset<Row> label(Dataset<Row> rows, String column) {
    ModelSource<Model> model = source.on(rows.sparkSession());
    return TextColumn.extend(rows, column, SAID, () -> teller(model.get()));
  }

  private static TextColumn.Teller teller(Model model) {
    return texts -> said(model, texts);
  }

  private static List<Object[]> said(Model model, List<String> texts) {
    List<Object[]> said = new ArrayList<>();
    for (List<Prediction> predictions : model.predict(texts)) {
      Prediction first = predictions.get(0);
      said.add(new Object[] {first.label(), first.probability()});
    }
    return said;
  }

  /**
   * Makes it a function of SQL: from a string to a struct of {@code label} and {@code confidence}.
   * It says them one by one; {@link #label} is faster.
   *
   * @param session where
   * @param name of the function
   */
  public void register(SparkSession session, String name) {
    UDF1<String, Row> function = new Function(source.on(session));
    session.udf().register(name, function, SAID);
  }

  private static final class Function implements UDF1<String, Row>, Serializable {
    private static final long serialVersionUID = 1L;

    private final ModelSource<Model> source;
    private transient Model model; // of this task: the file isn't asked for at each row

    Function(ModelSource<Model> source) {
      this.source = source;
    }

    @Override
    public Row call(String text) {
      if (text == null) {
        return null;
      }
      if (model == null) {
        model = source.get();
      }
      return RowFactory.create(said(model, List.of(text)).get(0));
    }
  }
}
