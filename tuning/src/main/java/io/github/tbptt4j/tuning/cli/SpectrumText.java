package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.diagnostics.JacobianSpectrum;
import io.github.tbptt4j.diagnostics.LayerSpectrum;
import io.github.tbptt4j.diagnostics.TrajectorySpectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The matrices that errors are multiplied by, in words and numbers. */
final class SpectrumText {
  /** As {@link TrajectorySpectrum#words} has it: a thousand steps are as good as forever. */
  private static final double STEADY = 1e-3;

  private static final int[] LAGS = {1, 2, 5, 10, 20, 50, 100, 200, 500};

  private SpectrumText() {}

  /** All layers in a sentence, then a sentence or two a layer; those of other kinds are named. */
  static List<String> findings(JacobianSpectrum spectrum) {
    return Stream.concat(Stream.of(headline(spectrum)), spectrum.toString().lines()).toList();
  }

  private static String headline(JacobianSpectrum spectrum) {
    List<TrajectorySpectrum> along =
        spectrum.layers().stream().flatMap(layer -> layer.trajectory().stream()).toList();
    if (along.isEmpty()) {
      return in(
          spectrum.layers(),
          "By the weights gradients can explode in %s, and must vanish in %s.",
          LayerSpectrum::canExplode,
          LayerSpectrum::mustVanish);
    }
    return in(
        along,
        "Along the data errors vanish in %s, and explode in %s.",
        one -> one.largestExponent() < -STEADY,
        one -> one.largestExponent() > STEADY);
  }

  private static <T> String in(
      List<T> layers, String sentence, Predicate<T> first, Predicate<T> second) {
    return sentence.formatted(count(layers, first), count(layers, second));
  }

  private static <T> String count(List<T> layers, Predicate<T> which) {
    long those = layers.stream().filter(which).count();
    String all =
        switch (layers.size()) {
          case 1 -> "the one layer";
          case 2 -> "both layers";
          default -> "all " + layers.size() + " layers";
        };
    return those == layers.size() ? all : those == 0 ? "none" : those + " of " + layers.size();
  }

  static List<List<String>> layers(JacobianSpectrum spectrum) {
    boolean along = spectrum.layers().stream().anyMatch(layer -> layer.trajectory().isPresent());
    List<List<String>> lines = new ArrayList<>();
    List<String> header =
        new ArrayList<>(
            List.of("layer", "units", "f", "radius", "largest sv", "smallest sv", "1 / max f'"));
    if (along) {
      header.addAll(List.of("exponent", "above 0", "half-life"));
    }
    lines.add(header);
    for (LayerSpectrum layer : spectrum.layers()) {
      double[] values = layer.singularValues();
      List<String> line =
          new ArrayList<>(
              List.of(
                  layer.name(),
                  Integer.toString(layer.units()),
                  layer.activation(),
                  number(layer.spectralRadius()),
                  number(values[0]),
                  number(values[values.length - 1]),
                  layer.limit() > 0 ? number(layer.limit()) : "-"));
      layer
          .trajectory()
          .ifPresent(
              trajectory -> {
                double[] exponents = trajectory.lyapunovExponents();
                line.add(number(exponents[0]));
                line.add(Long.toString(Arrays.stream(exponents).filter(e -> e > 0).count()));
                line.add(number(trajectory.halfLife()));
              });
      lines.add(line);
    }
    return lines;
  }

  static List<List<String>> products(TrajectorySpectrum trajectory) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("steps", "random", "mean: sv", "mean: radius"));
    IntStream.of(LAGS)
        .filter(lag -> lag <= trajectory.lags())
        .forEach(
            lag ->
                lines.add(
                    List.of(
                        Integer.toString(lag),
                        number(trajectory.gain(lag)),
                        number(trajectory.singularValues(lag)[0]),
                        number(trajectory.spectralRadius(lag)))));
    return lines;
  }

  static String meaning(boolean along) {
    String weights =
        "radius: the spectral radius of RW; sv: its singular values; 1 / max f': what Pascanu,"
            + " Mikolov and Bengio (2013) compare the largest with.";
    return along
        ? weights
            + " exponent: the largest Lyapunov exponent a step, half-life what it makes of an error"
            + " in steps. random: what is left of an error of random direction after so many steps"
            + " back; mean: the largest singular value and the spectral radius of the mean product"
            + " of Jacobians."
        : weights;
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "-";
  }

  static String text(String note, JacobianSpectrum spectrum) {
    StringBuilder text = new StringBuilder();
    if (note != null) {
      text.append(note).append(System.lineSeparator());
    }
    findings(spectrum).forEach(line -> text.append(line).append(System.lineSeparator()));
    text.append(System.lineSeparator()).append(TextTable.of(layers(spectrum)));
    boolean along = false;
    for (LayerSpectrum layer : spectrum.layers()) {
      if (layer.trajectory().isPresent()) {
        along = true;
        text.append(System.lineSeparator()).append(layer.name()).append(System.lineSeparator());
        text.append(TextTable.of(products(layer.trajectory().get())));
      }
    }
    return text.append(System.lineSeparator())
        .append(meaning(along))
        .append(System.lineSeparator())
        .toString();
  }

  /** All numbers, for programs; null where there is none. */
  static Map<String, Object> tree(JacobianSpectrum spectrum) {
    return Map.of("layers", spectrum.layers().stream().map(SpectrumText::tree).toList());
  }

  private static Map<String, Object> tree(LayerSpectrum layer) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", layer.name());
    tree.put("units", layer.units());
    tree.put("activation", layer.activation());
    tree.put("spectralRadius", finite(layer.spectralRadius()));
    tree.put("limit", finite(layer.limit()));
    tree.put("mustVanish", layer.mustVanish());
    tree.put("canExplode", layer.canExplode());
    tree.put("singularValues", layer.singularValues());
    tree.put(
        "eigenvalues",
        layer.eigenvalues().stream().map(e -> List.of(e.real(), e.imaginary())).toList());
    layer.trajectory().ifPresent(trajectory -> tree.put("trajectory", tree(trajectory)));
    return tree;
  }

  private static Map<String, Object> tree(TrajectorySpectrum trajectory) {
    List<Integer> lags = IntStream.rangeClosed(1, trajectory.lags()).boxed().toList();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("examples", trajectory.examples());
    tree.put("transitions", trajectory.transitions());
    tree.put(
        "lyapunovExponents",
        Arrays.stream(trajectory.lyapunovExponents())
            .mapToObj(SpectrumText::finite)
            .collect(Collectors.toList())); // may hold null
    tree.put("halfLife", finite(trajectory.halfLife()));
    tree.put("gain", lags.stream().map(trajectory::gain).toList());
    tree.put(
        "largestSingularValue",
        lags.stream().map(lag -> trajectory.singularValues(lag)[0]).toList());
    tree.put("spectralRadius", lags.stream().map(trajectory::spectralRadius).toList());
    return tree;
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
