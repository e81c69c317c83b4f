package io.github.tbptt4j.spark;

import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.Prediction;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A classifier of texts over a column: the label, and how probable it is.
 *
 * <pre>{@code
 * Dataset<Row> labelled = SparkInference.languages().label(texts, "text");
 * SparkInference.userAgents().register(session, "device"); // SELECT device(agent).label FROM ..
 * }</pre>
 *
 * <p>Each executor loads the model once, when it first needs it. What a row gets is what the
 * classifier says on one machine; a null text gets nulls. Give executors {@code
 * spark.executorEnv.OMP_NUM_THREADS=1}: a task has one core.
 *
 * @serial exclude
 */
public final class SparkInference implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 256;
  private static final Map<String, Classifier> LOADED = new ConcurrentHashMap<>();
  private static final StructType SAID =
      new StructType().add("label", DataTypes.StringType).add("confidence", DataTypes.DoubleType);

  private final Family family;
  private final String file; // null for the zoo's

  /** From texts to what is said of them. */
  @FunctionalInterface
  private interface Classifier {
    List<List<Prediction>> predict(List<String> texts);
  }

  private enum Family {
    LANGUAGES {
      @Override
      Classifier load(String file) throws IOException {
        LanguageIdentifier model =
            file == null ? LanguageIdentifier.pretrained() : LanguageIdentifier.load(Path.of(file));
        return model::identify;
      }
    },
    USER_AGENTS {
      @Override
      Classifier load(String file) throws IOException {
        UserAgentClassifier model =
            file == null
                ? UserAgentClassifier.pretrained()
                : UserAgentClassifier.load(Path.of(file));
        return model::classify;
      }
    };

    abstract Classifier load(String file) throws IOException;
  }

  private SparkInference(Family family, String file) {
    this.family = family;
    this.file = file;
  }

  /** {@return the zoo's identifier of languages} */
  public static SparkInference languages() {
    return new SparkInference(Family.LANGUAGES, null);
  }

  /**
   * An identifier of languages from a file.
   *
   * @param file of each executor, such as one that was shipped with {@code --files}
   * @return the identifier; it is loaded when it is first needed
   */
  public static SparkInference languages(String file) {
    return new SparkInference(Family.LANGUAGES, file);
  }

  /** {@return the zoo's classifier of user agents} */
  public static SparkInference userAgents() {
    return new SparkInference(Family.USER_AGENTS, null);
  }

  /**
   * A classifier of user agents from a file.
   *
   * @param file of each executor, such as one that was shipped with {@code --files}
   * @return the classifier; it is loaded when it is first needed
   */
  public static SparkInference userAgents(String file) {
    return new SparkInference(Family.USER_AGENTS, file);
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
    List<String> names = List.of(rows.columns());
    if (!names.contains(column)) {
      throw new IllegalArgumentException("There is no column " + column + ", but " + names + ".");
    }
    StructType schema = rows.schema();
    for (String name : SAID.fieldNames()) {
      if (names.contains(name)) {
        throw new IllegalArgumentException(
            "There is a column " + name + " already: rename it first.");
      }
      schema = schema.add(SAID.apply(name));
    }
    int text = rows.schema().fieldIndex(column);
    MapPartitionsFunction<Row, Row> labels = partition -> labelled(partition, text);
    return rows.mapPartitions(labels, Encoders.row(schema));
  }

  private Iterator<Row> labelled(Iterator<Row> rows, int text) {
    Classifier classifier = classifier();
    return new Iterator<>() {
      private Iterator<Row> batch = List.<Row>of().iterator();

      @Override
      public boolean hasNext() {
        return batch.hasNext() || rows.hasNext();
      }

      @Override
      public Row next() {
        if (!batch.hasNext()) {
          List<Row> next = new ArrayList<>();
          while (rows.hasNext() && next.size() < BATCH) {
            next.add(rows.next());
          }
          batch = labelled(next, text, classifier).iterator();
        }
        return batch.next();
      }
    };
  }

  private static List<Row> labelled(List<Row> rows, int text, Classifier classifier) {
    List<String> texts = new ArrayList<>();
    rows.stream().map(row -> row.getString(text)).filter(one -> one != null).forEach(texts::add);
    Iterator<List<Prediction>> said = classifier.predict(texts).iterator();
    List<Row> labelled = new ArrayList<>();
    for (Row row : rows) {
      Object[] values = new Object[row.length() + 2];
      for (int i = 0; i < row.length(); i++) {
        values[i] = row.get(i);
      }
      if (row.getString(text) != null) {
        Prediction first = said.next().get(0);
        values[row.length()] = first.label();
        values[row.length() + 1] = first.probability();
      }
      labelled.add(RowFactory.create(values));
    }
    return labelled;
  }

  /**
   * Makes it a function of SQL: from a string to a struct of {@code label} and {@code confidence}.
   * It says them one by one; {@link #label} is faster.
   *
   * @param session where
   * @param name of the function
   */
  public void register(SparkSession session, String name) {
    UDF1<String, Row> function = this::said;
    session.udf().register(name, function, SAID);
  }

  private Row said(String text) {
    if (text == null) {
      return null;
    }
    Prediction first = classifier().predict(List.of(text)).get(0).get(0);
    return RowFactory.create(first.label(), first.probability());
  }

  /** Of this executor. */
  private Classifier classifier() {
    return LOADED.computeIfAbsent(
        family + " " + file,
        key -> {
          try {
            return family.load(file);
          } catch (IOException e) {
            throw new UncheckedIOException("The model " + file + " can't be read: " + e, e);
          }
        });
  }
}
