package io.github.tbptt4j.tuning.benchmark;

import io.github.tbptt4j.tuning.internal.search.Axis;
import io.github.tbptt4j.tuning.internal.search.ListAxis;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A sweep of ours over a whole grid of pairs of k1 and k2, units and learning rates, whose scores
 * were written down: a search is tried on it in no time. The file says which command made it.
 */
record RecordedSweep(List<int[]> pairs, double[] units, double[] rates, Map<String, Double> scores)
    implements Problem {
  private static final String FILE = "recorded-sweep.csv";

  static RecordedSweep read() throws IOException {
    try (InputStream in = RecordedSweep.class.getResourceAsStream(FILE)) {
      List<String[]> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .skip(1)
              .map(line -> line.split(","))
              .toList();
      return new RecordedSweep(
          lines.stream()
              .map(line -> line[0] + "," + line[1])
              .distinct()
              .map(pair -> Arrays.stream(pair.split(",")).mapToInt(Integer::parseInt).toArray())
              .toList(),
          distinct(lines, 2),
          distinct(lines, 3),
          lines.stream()
              .collect(
                  Collectors.toMap(
                      line -> key(line[0], line[1], line[2], line[3]),
                      line -> Double.valueOf(line[4]))));
    }
  }

  private static double[] distinct(List<String[]> lines, int column) {
    return lines.stream()
        .mapToDouble(line -> Double.parseDouble(line[column]))
        .distinct()
        .sorted()
        .toArray();
  }

  private static String key(Object k1, Object k2, Object units, Object rate) {
    return k1 + "/" + k2 + "/" + Double.valueOf("" + units) + "/" + Double.valueOf("" + rate);
  }

  @Override
  public String name() {
    return "recorded, " + scores.size() + " points";
  }

  @Override
  public List<Axis> axes() {
    double[][] places =
        pairs.stream()
            .map(pair -> new double[] {Math.log(pair[0]), Math.log(pair[1])})
            .toArray(double[][]::new);
    return List.of(scaled(places), scaled(logarithms(units)), scaled(logarithms(rates)));
  }

  private static double[][] logarithms(double[] values) {
    return Arrays.stream(values)
        .mapToObj(value -> new double[] {Math.log(value)})
        .toArray(double[][]::new);
  }

  private static ListAxis scaled(double[][] places) {
    for (int j = 0; j < places[0].length; j++) {
      int column = j;
      double low = Arrays.stream(places).mapToDouble(place -> place[column]).min().orElseThrow();
      double high = Arrays.stream(places).mapToDouble(place -> place[column]).max().orElseThrow();
      for (double[] place : places) {
        place[j] = (place[j] - low) / (high - low);
      }
    }
    return new ListAxis(places);
  }

  @Override
  public double value(double[] genes) {
    int[] pair = pairs.get(at(genes[0], pairs.size()));
    return scores.get(
        key(
            pair[0],
            pair[1],
            units[at(genes[1], units.length)],
            rates[at(genes[2], rates.length)]));
  }

  private static int at(double gene, int values) {
    return Math.min(values - 1, (int) (gene * values));
  }

  @Override
  public double optimum() {
    return scores.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }
}
