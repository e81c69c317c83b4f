package io.github.tbptt4j.spark;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.TextData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The figures on the page about Spark: a sweep on one and two executors, one more of which a worker
 * is killed with its executor, and how much memory executors take for a sweep, an inference and a
 * training. On one machine: executors share its cores.
 */
final class SparkFigures {
  private static final int HEAP = 700; // MiB
  private static final int SYMBOLS = 60;

  private SparkFigures() {}

  /**
   * Measures.
   *
   * @param args a folder to work in
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
    try (TestCluster cluster = TestCluster.start(folder.resolve("machines"), 2, 1024)) {
      train(cluster);
      infer(cluster);
      List<Double> expected = sweep(cluster, folder, 1, false);
      for (boolean kill : new boolean[] {false, true}) { // the worker doesn't come back
        List<Double> scores = sweep(cluster, folder, 2, kill);
        if (!scores.equals(expected)) {
          throw new IllegalStateException(expected + " became " + scores);
        }
      }
      print("All scores are the same, to the last bit.");
    }
    System.exit(0); // ND4J's threads
  }

  private static List<Double> sweep(TestCluster cluster, Path folder, int executors, boolean kill)
      throws IOException {
    Path shared = folder.resolve("sweep-" + System.nanoTime());
    try (JavaSparkContext spark = cluster.context("sweep", true, executors, HEAP)) {
      warm(spark, cluster, executors);
      if (kill) {
        killAfterFirst(cluster, shared);
      }
      Broadcast<String> words = spark.broadcast(words());
      long start = System.nanoTime();
      SweepResult result =
          SparkSweep.of(
                  spark,
                  shared.toUri().toString(),
                  copy -> {
                    TextData text = TextData.of("words", words.value()).streams(16).build();
                    return TruncationSweep.builder()
                        .data(text)
                        .space(
                            SequenceModels.of(text)
                                .hidden(64)
                                .trainer(TruncationSpace.builder().k1(5, 10).k2(20, 40).build()))
                        .limits(TrainingLimits.epochs(20))
                        .parallel(executors)
                        .folder(copy)
                        .build();
                  })
              .run();
      print(
          "sweep of %d candidates, %d executors%s: %.1f s, %s",
          result.candidates().size(),
          executors,
          kill ? ", a worker killed" : "",
          (System.nanoTime() - start) / 1e9,
          memory(cluster));
      return result.candidates().stream().map(CandidateResult::validationScore).toList();
    }
  }

  /** Executors are there, and Java has loaded what they need. */
  private static void warm(JavaSparkContext spark, TestCluster cluster, int executors) {
    while (cluster.executors().size() < executors) {
      TestCluster.pause();
    }
    for (int round = 0; round < 2; round++) {
      spark
          .parallelize(List.of(1, 2, 3, 4), 4)
          .map(one -> Nd4j.ones(100, 100).sumNumber().doubleValue())
          .collect();
    }
  }

  private static void killAfterFirst(TestCluster cluster, Path shared) {
    Thread killer =
        new Thread(
            () -> {
              while (!Files.exists(shared.resolve("candidates/000/candidate.json"))) {
                TestCluster.pause();
              }
              print("kills worker 1 with its executor, while both train");
              cluster.killWorker(1);
            });
    killer.setDaemon(true);
    killer.start();
  }

  private static String words() {
    Random random = new Random(1);
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      words.append(List.of("the ", "cat ", "sat ", "on ", "a ", "mat. ").get(random.nextInt(6)));
    }
    return words.toString();
  }

  private static void infer(TestCluster cluster) {
    try (JavaSparkContext spark = cluster.context("inference", true, 2, HEAP)) {
      SparkSession session = new SparkSession(spark.sc());
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        texts.add(i + " The committee has approved the report of the " + i % 31 + "st.");
      }
      Dataset<Row> rows = session.createDataset(texts, Encoders.STRING()).toDF().repartition(8);
      long start = System.nanoTime();
      long labelled =
          SparkInference.languages().label(rows, "value").filter("label = 'en'").count();
      print(
          "inference, %,d texts, 2 executors: %.1f s (%,d in English), %s",
          texts.size(), (System.nanoTime() - start) / 1e9, labelled, memory(cluster));
    }
  }

  private static void train(TestCluster cluster) {
    try (JavaSparkContext spark = cluster.context("training", true, 2, HEAP)) {
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              new NeuralNetConfiguration.Builder()
                  .seed(3)
                  .updater(new Adam(0.002))
                  .list()
                  .layer(new VanillaRnn.Builder().nOut(128).build())
                  .layer(
                      new RnnOutputLayer.Builder(LossFunction.MCXENT)
                          .nOut(SYMBOLS)
                          .activation(Activation.SOFTMAX)
                          .build())
                  .setInputType(InputType.recurrent(SYMBOLS))
                  .build());
      network.init();
      long start = System.nanoTime();
      double loss =
          SparkTrainer.builder(spark, network)
              .truncation(TruncatedBptt.of(10, 40))
              .stateful(true)
              .averageEvery(10)
              .build()
              .fit(spark.parallelize(minibatches(20), 2), 1);
      print(
          "training, 128 units, 2 executors: %.1f s, loss %.3f, %s",
          (System.nanoTime() - start) / 1e9, loss, memory(cluster));
    }
  }

  private static List<DataSet> minibatches(int count) {
    Random random = new Random(2);
    List<DataSet> minibatches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      INDArray features = Nd4j.zeros(32, SYMBOLS, 100);
      INDArray labels = Nd4j.zeros(32, SYMBOLS, 100);
      for (int b = 0; b < 32; b++) {
        for (int t = 0; t < 100; t++) {
          int symbol = random.nextInt(SYMBOLS);
          features.putScalar(b, symbol, t, 1);
          labels.putScalar(b, (symbol + 1) % SYMBOLS, t, 1);
        }
      }
      minibatches.add(new DataSet(features, labels));
    }
    return minibatches;
  }

  /** The most that each executor has had of the machine's memory, as Linux tells it. */
  private static String memory(TestCluster cluster) {
    List<String> all = new ArrayList<>();
    for (ProcessHandle executor : cluster.executors()) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + executor.pid() + "/status"))) {
          if (line.startsWith("VmHWM:")) {
            all.add(Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB");
          }
        }
      } catch (IOException e) {
        all.add("gone");
      }
    }
    return "at most resident: " + String.join(", ", all) + " with a heap of " + HEAP + " MiB";
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
    System.out.flush();
  }
}
