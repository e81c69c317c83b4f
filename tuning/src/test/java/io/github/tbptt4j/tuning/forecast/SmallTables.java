package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.tuning.table.ColumnType;
import io.github.tbptt4j.tuning.table.TableReader;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Tables of a few hundred rows, and networks that haven't learned anything yet. */
final class SmallTables {
  private SmallTables() {}

  /** Hourly rows of a value that repeats itself each 12, and of an input; a header first. */
  static List<String> hourly(int rows, long seed) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(List.of("time,load,open"));
    LocalDateTime time = LocalDateTime.of(2024, 3, 1, 0, 0);
    double noise = 0;
    for (int row = 0; row < rows; row++) {
      noise = 0.7 * noise + random.nextGaussian();
      double load = 50 + 6 * Math.sin(2 * Math.PI * row / 12) + noise;
      lines.add("%s,%.3f,%d".formatted(time.plusHours(row), load, row % 5));
    }
    return lines;
  }

  static TableSource scan(Path folder, String name, List<String> lines) throws IOException {
    Path file = Files.write(folder.resolve(name), lines);
    return TableReader.builder()
        .type("load", ColumnType.NUMBER)
        .type("open", ColumnType.NUMBER)
        .build()
        .scan(List.of(file));
  }

  static MultiLayerNetwork network(TableData data) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(new VanillaRnn.Builder().nOut(5).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(data.outputSize())
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(data.inputSize()))
                .build());
    network.init();
    return network;
  }
}
