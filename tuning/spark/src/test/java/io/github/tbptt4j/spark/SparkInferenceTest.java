package io.github.tbptt4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.Prediction;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparkInferenceTest {
  private static final List<String> SENTENCES =
      List.of(
          "The committee has approved the report.",
          "Der Ausschuss hat den Bericht angenommen.",
          "La commission a approuvé le rapport.",
          "De commissie heeft het verslag goedgekeurd.",
          "");

  private static SparkSession session;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static Dataset<Row> texts(int times) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      for (String sentence : SENTENCES) {
        rows.add(RowFactory.create(i, sentence));
      }
      rows.add(RowFactory.create(i, null));
    }
    return session.createDataFrame(
        rows,
        new StructType().add("number", DataTypes.IntegerType).add("text", DataTypes.StringType));
  }

  @Test
  void rowsGetWhatTheClassifierSaysOnOneMachine() {
    List<Row> rows =
        SparkInference.languages().label(texts(100).repartition(3), "text").collectAsList();
    assertEquals(600, rows.size());
    for (Row row : rows) {
      String text = row.getAs("text");
      if (text == null) {
        assertNull(row.getAs("label"));
        assertNull(row.getAs("confidence"));
      } else {
        Prediction local = LanguageIdentifier.pretrained().identify(text).get(0);
        assertEquals(local.label(), row.getAs("label"));
        assertEquals(local.probability(), row.<Double>getAs("confidence"), 1e-6);
      }
    }
  }

  @Test
  void itIsAFunctionOfSql() {
    SparkInference.languages().register(session, "language");
    texts(1).createOrReplaceTempView("texts");
    List<Row> rows =
        session
            .sql("SELECT language(text).label AS l FROM texts WHERE length(text) > 0")
            .collectAsList();
    assertEquals(
        List.of("en", "de", "fr", "nl"), rows.stream().map(row -> row.getString(0)).toList());
  }

  @Test
  void userAgentsAreClassified() {
    Dataset<Row> agents =
        session.createDataFrame(
            List.of(
                RowFactory.create(
                    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")),
            new StructType().add("agent", DataTypes.StringType));
    Row row = SparkInference.userAgents().label(agents, "agent").first();
    assertTrue(row.<Double>getAs("confidence") > 0.5, "" + row);
  }

  @Test
  void columnsThatAreNotThereOrThereAlreadyAreNamed() {
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class,
            () -> SparkInference.languages().label(texts(1), "words"));
    assertEquals("There is no column words, but [number, text].", none.getMessage());
    IllegalArgumentException twice =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                SparkInference.languages()
                    .label(texts(1).withColumnRenamed("number", "label"), "text"));
    assertTrue(twice.getMessage().contains("a column label already"), twice.getMessage());
  }
}
