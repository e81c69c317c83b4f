package io.github.tbptt4j.spark;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.TextData;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/** What the page about Spark shows. */
final class SparkExample {
  private SparkExample() {}

  static SweepResult sweep(JavaSparkContext spark) {
    // README: the sweep on Spark
    SweepResult result =
        SparkSweep.of(
                spark,
                "hdfs:///sweeps/book", // any Hadoop file system that all executors reach
                folder -> {
                  TextData data =
                      TextData.of(Path.of("/data/book.txt")).build(); // on each executor
                  return TruncationSweep.builder()
                      .data(data)
                      .space(
                          SequenceModels.of(data)
                              .hidden(64, 128)
                              .trainer(TruncationSpace.builder().k1(5, 10).k2(10, 40).build()))
                      .limits(TrainingLimits.epochs(3))
                      .halving(Halving.by(2))
                      .parallel(32) // candidates at a time: the cores of all executors
                      .folder(folder)
                      .build();
                })
            .run();
    // README: end
    return result;
  }

  static Dataset<Row> labels(SparkSession session, Dataset<Row> texts) {
    // README: the labels on Spark
    Dataset<Row> labelled = SparkInference.languages().label(texts, "text");
    SparkInference.userAgents().register(session, "device"); // SELECT device(agent).label FROM ..
    // README: end
    return labelled;
  }

  static SweepResult broadcastSweep(JavaSparkContext spark, String book) {
    // README: the sweep over what the driver has
    Broadcast<String> text = spark.broadcast(book);
    SweepResult result =
        SparkSweep.of(
                spark,
                "hdfs:///sweeps/book",
                folder -> {
                  TextData data = TextData.of("book", text.value()).build();
                  return TruncationSweep.builder()
                      .data(data)
                      .space(
                          SequenceModels.of(data)
                              .trainer(TruncationSpace.of(TruncatedBptt.of(5, 20))))
                      .folder(folder)
                      .build();
                })
            .run();
    // README: end
    return result;
  }

  static Dataset<Row> forecasts(Dataset<Row> loads) {
    // README: the forecasts on Spark
    SparkForecaster forecaster =
        SparkInference.forecasts("hdfs:///models/load.model").by("city").level(0.9);
    Dataset<Row> tomorrow = forecaster.ahead(loads, 24); // city, time, step, predicted_load ..
    Dataset<Row> beside = forecaster.rows(loads); // all columns and predicted_load ..
    // README: end
    return tomorrow.unionByName(beside, true);
  }

  static Dataset<Row> texts(Dataset<Row> beginnings) {
    // README: the texts on Spark
    SparkTextGenerator generator = SparkInference.texts();
    Dataset<Row> continued = generator.goOn(beginnings, "text", 200, 0.7, 42); // continuation
    Dataset<Row> scored = generator.score(beginnings, "text"); // bits_per_character
    // README: end
    return continued.unionByName(scored, true);
  }

  static MultiLayerNetwork average(
      JavaSparkContext spark, MultiLayerConfiguration configuration, JavaRDD<DataSet> minibatches) {
    // README: the averaging of DL4J
    ParameterAveragingTrainingMaster averaging =
        new ParameterAveragingTrainingMaster.Builder(2, 32) // workers, examples of a DataSet
            .batchSizePerWorker(32)
            .averagingFrequency(10)
            .build();
    MultiLayerNetwork trained =
        new SparkDl4jMultiLayer(spark, configuration, averaging).fit(minibatches);
    // README: end
    return trained;
  }

  static double train(
      JavaSparkContext spark, MultiLayerNetwork network, JavaRDD<DataSet> minibatches) {
    // README: the training on Spark
    double loss =
        SparkTrainer.builder(spark, network)
            .truncation(TruncatedBptt.of(20, 60))
            .clipGlobalNorm(1.0)
            .stateful(true) // the minibatches of a partition continue each other
            .averageEvery(10)
            .build()
            .fit(minibatches, 3);
    // README: end
    return loss;
  }
}
