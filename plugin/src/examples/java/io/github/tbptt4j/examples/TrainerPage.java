package io.github.tbptt4j.examples;

import io.github.tbptt4j.TrainingPath;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttEarlyStopping;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.InvalidScoreIterationTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The code in doc/trainer.md. */
final class TrainerPage {
  private TrainerPage() {}

  static TrainingPath path(TruncatedBpttTrainer trainer) {
    // README: the path
    TrainingPath path = trainer.path();
    if (!path.direct()) {
      System.out.println("DL4J's way, because " + path.reason());
    }
    // README: end
    return path;
  }

  static TruncatedBpttTrainer onStreams(MultiLayerNetwork net, DataSetIterator measurements) {
    // README: the streams
    TruncatedBpttTrainer streams =
        TruncatedBpttTrainer.builder(net)
            .truncation(TruncatedBptt.of(20, 60))
            .stateful(true)
            .build();
    while (measurements.hasNext()) {
      streams.fit(measurements.next()); // any number of steps, the same examples
    }
    streams.endSequences(0); // row 0 begins a new sequence; the others go on
    streams.flush(); // trains on the steps that still wait
    streams.resetState(); // the next minibatch begins new sequences
    // README: end
    return streams;
  }

  static MultiLayerNetwork ofSequences(DataSetIterator sequences, int nIn, int classes) {
    // README: the classifier
    MultiLayerNetwork classifier =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam(2e-3))
                .list()
                .layer(new LastTimeStep(new VanillaRnn.Builder().nOut(64).build()))
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(nIn))
                .build());
    classifier.init();
    TruncatedBpttTrainer.builder(classifier)
        .truncation(TruncatedBptt.backward(50)) // k2; k1 has no meaning here
        .build()
        .fit(sequences, 10);
    // README: end
    return classifier;
  }

  static void savedEveryMinute(MultiLayerNetwork net, DataSetIterator data, Path file) {
    // README: the checkpoints
    TruncatedBpttTrainer saving =
        TruncatedBpttTrainer.builder(net)
            .truncation(TruncatedBptt.of(20, 60))
            .stateful(true)
            .checkpointEvery(file, Duration.ofMinutes(1))
            .build();
    if (Files.exists(file)) {
      saving.restoreCheckpoint(file); // the fit that follows goes on where that one was
    }
    saving.fit(data, 3);
    // README: end
  }

  static EarlyStoppingResult<MultiLayerNetwork> stoppedEarly(
      MultiLayerNetwork net,
      TruncatedBpttTrainer trainer,
      DataSetIterator training,
      DataSetIterator validation) {
    // README: the early stopping
    EarlyStoppingConfiguration<MultiLayerNetwork> conf =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .scoreCalculator(new DataSetLossCalculator(validation, true))
            .epochTerminationConditions(new ScoreImprovementEpochTerminationCondition(5))
            .iterationTerminationConditions(new InvalidScoreIterationTerminationCondition())
            .build();
    EarlyStoppingResult<MultiLayerNetwork> result =
        new TruncatedBpttEarlyStopping<>(conf, net, trainer, training).fit();
    // README: end
    return result;
  }
}
