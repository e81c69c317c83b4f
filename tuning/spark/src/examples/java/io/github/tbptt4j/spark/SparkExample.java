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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
