package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.DailyForecaster;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.Pronouncer;
import io.github.tbptt4j.zoo.SequenceModel;
import io.github.tbptt4j.zoo.TextClassifier;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** Models of the zoo by name, those that come along and registered ones, or by their file. */
final class NamedModels {
  private static final Map<Class<?>, String> COMMANDS =
      Map.of(
          TextGenerator.class, "generate",
          LanguageIdentifier.class, "identify",
          UserAgentClassifier.class, "classify",
          TextClassifier.class, "classify",
          Pronouncer.class, "pronounce",
          DailyForecaster.class, "predict");

  private static final List<String> SHIPPED =
      List.of(
          "text-generator",
          "language-identifier",
          "user-agent-classifier",
          "pronouncer",
          "daily-forecaster");

  private NamedModels() {}

  /** {@return the names of all models} */
  static List<String> names() {
    List<String> names = new ArrayList<>(SHIPPED);
    names.addAll(Zoo.registered());
    return names;
  }

  /** {@return the model that is meant: by its name, or by its class if it comes along} */
  static Optional<String> named(String model) {
    for (String name : names()) {
      boolean isClass = SHIPPED.contains(name) && model.equalsIgnoreCase(name.replace("-", ""));
      if (model.equalsIgnoreCase(name) || isClass) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /**
   * Loads a model; a name comes before a file, which {@code ./} makes unmistakable.
   *
   * @param option that names it
   * @param model a name or a file
   */
  static SequenceModel<?> load(CommandLine command, String option, String model)
      throws IOException {
    if (names().contains(model)) {
      return Zoo.load(model);
    }
    if (!Files.exists(Path.of(model)) || Files.isDirectory(Path.of(model))) {
      throw Errors.usage(
          command,
          "%s %s is neither a model of the zoo nor a file: give a file or one of %s."
              .formatted(option, model, String.join(", ", names())));
    }
    return Zoo.load(Path.of(model));
  }

  /** Of a model that the command can't use: the one that can. */
  static CommandLine.ParameterException wrongKind(
      CommandLine command, String option, String model, SequenceModel<?> is) {
    return Errors.usage(
        command,
        "%s %s is a %s: that is for %s."
            .formatted(option, model, is.getClass().getSimpleName(), COMMANDS.get(is.getClass())));
  }
}
