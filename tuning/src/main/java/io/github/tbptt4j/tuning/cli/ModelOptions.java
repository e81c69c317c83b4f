package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.forecast.TrainingRecipe;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What network to train; several values, separated by commas, are searched over. */
final class ModelOptions {
  private static final int TEXT_UNITS = 128;
  private static final int TABLE_UNITS = 32;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      split = ",",
      converter = NumberOrRange.Converter.class,
      description = "Units of each recurrent layer (128 for a text, 32 for a table).")
  private List<NumberOrRange> hidden;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Recurrent layers (${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      split = ",",
      defaultValue = "0.002",
      converter = NumberOrRange.Converter.class,
      description = "Of Adam (${DEFAULT-VALUE}).")
  private List<NumberOrRange> learningRate;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      split = ",",
      defaultValue = "1",
      converter = NumberOrRange.Converter.class,
      description =
          "Largest norm of the gradient over all parameters (${DEFAULT-VALUE}): it keeps long"
              + " windows from exploding.")
  private List<NumberOrRange> clip;

  /** Before data are read: what can't be is a wrong option, not a failed candidate. */
  void requireSense() {
    CommandLine command = spec.commandLine();
    Errors.requirePositive(command, "--layers", layers);
    requirePositive("--hidden", hidden == null ? List.of() : hidden);
    requirePositive("--clip", clip);
    requirePositive("--learning-rate", learningRate);
    if (hidden != null) {
      hidden.forEach(units -> units.whole(command, "--hidden"));
    }
    for (NumberOrRange rate : learningRate) {
      if (rate.to() > Float.MAX_VALUE) {
        throw Errors.usage(command, "--learning-rate (" + rate.to() + ") is beyond a float.");
      }
    }
  }

  private void requirePositive(String option, List<NumberOrRange> values) {
    for (NumberOrRange value : values) {
      if (option.equals("--hidden")) {
        Errors.requirePositive(spec.commandLine(), option, value.whole(spec.commandLine(), option));
      }
      Errors.requirePositive(spec.commandLine(), option, value.from(), value.to());
    }
    NumberOrRange.range(values, spec.commandLine(), option); // no values beside it
  }

  private static int usual(SequenceData data) {
    return data instanceof TableData ? TABLE_UNITS : TEXT_UNITS;
  }

  SequenceModels models(SequenceData data) {
    return SequenceModels.of(data)
        .hidden(hidden == null ? new FixedValue<>(usual(data)) : units())
        .layers(layers)
        .learningRate(numbers(learningRate))
        .clipGlobalNorm(numbers(clip));
  }

  private ParameterSpace<Integer> units() {
    CommandLine command = spec.commandLine();
    NumberOrRange range = NumberOrRange.range(hidden, command, "--hidden");
    if (range != null) {
      return new IntegerParameterSpace(
          range.whole(command, "--hidden"), range.wholeTo(command, "--hidden"));
    }
    List<Integer> values = hidden.stream().map(one -> one.whole(command, "--hidden")).toList();
    return values.size() == 1
        ? new FixedValue<>(values.get(0))
        : new DiscreteParameterSpace<>(values);
  }

  private static ParameterSpace<Double> numbers(List<NumberOrRange> values) {
    if (values.get(0).isRange()) {
      return new ContinuousParameterSpace(
          new LogUniformDistribution(values.get(0).from(), values.get(0).to()));
    }
    List<Double> numbers = values.stream().map(NumberOrRange::from).toList();
    return numbers.size() == 1
        ? new FixedValue<>(numbers.get(0))
        : new DiscreteParameterSpace<>(numbers);
  }

  /** Of one model. */
  TrainingRecipe recipe(SequenceData data, TrainSettings settings, Integer streams, long seed) {
    return new TrainingRecipe(
        hidden != null ? hidden.get(0).whole(spec.commandLine(), "--hidden") : usual(data),
        layers,
        learningRate.get(0).from(),
        clip.get(0).from(),
        settings.truncation(),
        settings.limits(),
        streams,
        seed);
  }

  /** {@return whether there is nothing to choose from} */
  boolean isOneModel() {
    return (hidden == null || isOne(hidden)) && isOne(learningRate) && isOne(clip);
  }

  private static boolean isOne(List<NumberOrRange> values) {
    return values.size() == 1 && !values.get(0).isRange();
  }
}
