package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.tuning.data.Split;
import io.github.tbptt4j.tuning.forecast.Calendar;
import io.github.tbptt4j.tuning.forecast.Missing;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Series of numbers, and models of them whose networks haven't learned anything yet. */
final class Series {
  static final Clock HOURS = (time, steps) -> time + 3_600_000L * steps;

  private Series() {}

  /** A sine of period 24 with noise that persists. */
  static double[] daily(int length, long seed) {
    Random random = new Random(seed);
    double[] values = new double[length];
    double noise = 0;
    for (int t = 0; t < length; t++) {
      noise = 0.8 * noise + random.nextGaussian();
      values[t] = 100 + 5 * Math.sin(2 * Math.PI * t / 24) + noise;
    }
    return values;
  }

  static double[] of(int length, IntToDoubleFunction value) {
    return IntStream.range(0, length).mapToDouble(value).toArray();
  }

  static Rows rows(double[]... numbers) {
    int length = numbers[0].length;
    return new Rows(
        "",
        IntStream.range(0, length).toArray(),
        IntStream.range(0, length).mapToLong(row -> HOURS.after(0, row)).toArray(),
        numbers,
        new int[0][],
        null);
  }

  static Roles roles(int horizon, List<String> inputs, List<String> known, List<String> targets) {
    return new Roles(
        "time",
        null,
        inputs,
        List.of(),
        known,
        targets,
        null,
        horizon,
        List.of(Calendar.HOUR),
        Missing.MASK,
        false);
  }

  static Prepared prepared(Roles roles, Rows rows, List<List<Integer>> periods) {
    Frame frame = new Frame(List.of(rows), rows.length(), HOURS);
    Parts parts = Parts.of(new int[] {rows.length()}, Split.byTime(0.7, 0.15));
    EncoderFit.TargetOptions options =
        new EncoderFit.TargetOptions(
            roles.targets().stream().map(target -> false).toList(), false, true);
    return Prepared.of(frame, parts, EncoderFit.fit(frame, parts, roles, options, periods));
  }

  static MultiLayerNetwork network(Encoder encoder) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(new VanillaRnn.Builder().nOut(6).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(encoder.outputSize())
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(encoder.inputSize()))
                .build());
    network.init();
    return network;
  }

  /** A model whose network is believed by half, so that all parts of a forecast show. */
  static Fitted model(Prepared data, List<List<Integer>> periods, MultiLayerNetwork network) {
    Fitted fitted =
        ModelFit.fit(
            data, periods, network, new Origin("series.csv", "", 0, "", true, null, null), null);
    double[] halves = Series.of(fitted.weights().length, j -> 0.5);
    return new Fitted(
        Fitted.VERSION,
        fitted.id(),
        fitted.encoder(),
        halves,
        fitted.intervals(),
        fitted.peers(),
        fitted.step(),
        fitted.origin(),
        fitted.end());
  }
}
