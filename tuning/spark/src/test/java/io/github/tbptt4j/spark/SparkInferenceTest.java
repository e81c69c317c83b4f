package io.github.tbptt4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.Prediction;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkInferenceTest {
  private static final List<String> SENTENCES =
      List.of(
          "The committee has approved the report.",
          "Der Ausschuss hat den Bericht angenommen.",
          "La commission a approuvé le rapport.",
          "De commissie heeft het verslag goedgekeurd.",
          "");

  @TempDir Path folder;

  private static Dataset<Row> texts(int times) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      for (String sentence : SENTENCES) {
        rows.add(RowFactory.create(i, sentence));
      }
      rows.add(RowFactory.create(i, null));
    }
    return TestSpark.session()
        .createDataFrame(
            rows,
            new StructType()
                .add("number", DataTypes.IntegerType)
                .add("text", DataTypes.StringType));
  }

  @Test
  void rowsGetWhatTheClassifierSaysOnOneMachine() {
    List<Row> rows =
        SparkInference.languages().label(texts(20).repartition(3), "text").collectAsList();
    assertEquals(120, rows.size());
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
    SparkInference.languages().register(TestSpark.session(), "language");
    texts(1).createOrReplaceTempView("texts");
    List<Row> rows =
        TestSpark.session()
            .sql("SELECT language(text).label AS l FROM texts WHERE length(text) > 0")
            .collectAsList();
    assertEquals(
        List.of("en", "de", "fr", "nl"), rows.stream().map(row -> row.getString(0)).toList());
  }

  @Test
  void userAgentsAreClassified() {
    Dataset<Row> agents =
        TestSpark.session()
            .createDataFrame(
                List.of(
                    RowFactory.create(
                        "Mozilla/5.0 (compatible; Googlebot/2.1;"
                            + " +http://www.google.com/bot.html)")),
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

  @Test
  void textsGoOnAndAreScoredAsOnOneMachine() {
    SparkTextGenerator generator = SparkInference.texts();
    TextGenerator local = TextGenerator.pretrained();
    for (Row row : generator.goOn(texts(1), "text", 12, 0.7, 3).collectAsList()) {
      String text = row.getAs("text");
      assertEquals(
          text == null ? null : local.generate(text, 12, 0.7, 3), row.getAs("continuation"));
    }
    for (Row row : generator.score(texts(1), "text").collectAsList()) {
      String text = row.getAs("text");
      Double bits = row.getAs("bits_per_character");
      assertEquals(text == null || text.isEmpty() ? null : (Double) local.score(text), bits);
    }
    assertThrows(
        IllegalArgumentException.class, () -> generator.goOn(texts(1), "text", -1, 0.7, 3));
    assertThrows(
        IllegalArgumentException.class, () -> generator.goOn(texts(1), "text", 1, Double.NaN, 3));
  }

  /** From a file system of Hadoop's, and anew when it has changed. */
  @Test
  void aModelsFileIsReadWhereverItIs() throws IOException {
    Path file = folder.resolve("agents.zip");
    UserAgentClassifier.pretrained().save(file);
    String url = file.toUri().toString();
    String agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    Dataset<Row> agents =
        TestSpark.session()
            .createDataFrame(
                List.of(RowFactory.create(agent)),
                new StructType().add("agent", DataTypes.StringType));
    String label = UserAgentClassifier.pretrained().classify(agent).get(0).label();
    for (String path : List.of(url, file.toString())) {
      assertEquals(
          label, SparkInference.userAgents(path).label(agents, "agent").first().getAs("label"));
    }
    Files.writeString(file, "something else");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    for (String path : List.of(url, file.toString(), folder.resolve("none").toString())) {
      Exception e =
          assertThrows(
              Exception.class,
              () -> SparkInference.userAgents(path).label(agents, "agent").first());
      assertTrue(e.getMessage().contains(path + " can't be read"), e.getMessage());
    }
  }

  @Test
  void onlyTextsAreTexts() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> SparkInference.languages().label(texts(1), "number"));
    assertEquals("Column number is of type int: cast it to a string.", e.getMessage());
  }
}
