package io.github.tbptt4j.spark;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.table.TableReader;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Hourly loads of two cities, and models of them with networks that haven't learned anything. */
final class SmallSeries {
  static final String HEADER = "city,time,load,open,state";

  private SmallSeries() {}

  /** {@return a line for each hour, without header} */
  static List<String> lines(String city, int from, int hours) {
    Random random = new Random(city.hashCode());
    LocalDateTime start = LocalDateTime.of(2024, 3, 1, 0, 0);
    List<String> lines = new ArrayList<>();
    double noise = 0;
    for (int hour = 0; hour < from + hours; hour++) {
      noise = 0.7 * noise + random.nextGaussian();
      double load = 50 + 6 * Math.sin(2 * Math.PI * hour / 12) + noise;
      String line =
          "%s,%s,%s,%d,%s"
              .formatted(
                  city,
                  start.plusHours(hour).toString().replace('T', ' ') + ":00",
                  Math.round(1000 * load) / 1000.0,
                  hour % 5,
                  load > 50 ? "high" : "low");
      if (hour >= from) {
        lines.add(line);
      }
    }
    return lines;
  }

  static TableSource scan(Path file, List<String> lines) throws IOException {
    List<String> all = new ArrayList<>(List.of(HEADER));
    all.addAll(lines);
    return TableReader.builder().build().scan(List.of(Files.write(file, all)));
  }

  static TableModel model(TableSource source, UnaryOperator<TableData.Builder> described)
      throws IOException {
    TableData data = described.apply(TableData.of(source)).build();
    boolean classes = data.outputSize() > 1;
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(new VanillaRnn.Builder().nOut(5).build())
                .layer(
                    new RnnOutputLayer.Builder(classes ? LossFunction.MCXENT : LossFunction.MSE)
                        .nOut(data.outputSize())
                        .activation(classes ? Activation.SOFTMAX : Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(data.inputSize()))
                .build());
    network.init();
    return TableModel.of(data, network);
  }
}
