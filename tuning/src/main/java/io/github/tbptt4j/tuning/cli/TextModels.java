package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Text generators from model files, sweeps' folders and the zoo. */
final class TextModels {
  private TextModels() {}

  /** A model file of {@code train}, or the best model of a sweep's folder. */
  static TextGenerator load(Path path) throws IOException {
    return Files.isDirectory(path) ? ofBest(SweepResult.read(path)) : TextGenerator.load(path);
  }

  /** The model of a sweep that is best on the validation data. */
  static TextGenerator ofBest(SweepResult sweep) {
    if (!(sweep.configuration().get("data") instanceof Map<?, ?> data)
        || !(data.get("vocabulary") instanceof String characters)) {
      throw new IllegalArgumentException(
          sweep.folder() + " is no sweep over a text: its models don't write.");
    }
    int best =
        sweep
            .best()
            .orElseThrow(() -> new IllegalArgumentException(sweep.folder() + " has no model yet."))
            .index();
    if (!(sweep.loadModel(best) instanceof MultiLayerNetwork network)) {
      throw new IllegalArgumentException(
          sweep.modelFile(best) + " is a ComputationGraph: only a MultiLayerNetwork writes text.");
    }
    return TextGenerator.of(network, Vocabulary.of(characters, 1));
  }
}
