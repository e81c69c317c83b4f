package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which class texts belong to. */
@Command(
    name = "classify",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Says from what kind of device user-agent strings come, one a line: the line's number, the"
          + " class and the confidence, from 0 to 1; of several files the file's name before them."
          + " The first 500 characters of a line are read. An empty line is "
          + LabelWriter.UNKNOWN
          + ".",
      "zoo user-agent-classifier shows what the model knows, and how well."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar classify agents.txt",
      "  awk -F'\"' '{print $6}' access.log | java -jar tbptt4j.jar classify --text | head",
      "  java -jar tbptt4j.jar classify --model mine.zip --to classes.tsv agents.txt"
    })
final class ClassifyCommand implements Callable<Integer> {
  private static final String CLASSIFIER = UserAgentClassifier.class.getSimpleName();

  @Spec private CommandSpec spec;

  @Mixin private LabelOptions options;

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      defaultValue = "user-agent-classifier",
      description =
          "A classifier of the zoo, or a file that UserAgentClassifier.save wrote"
              + " (${DEFAULT-VALUE}).")
  private String model;

  @Override
  public Integer call() throws IOException {
    options.requireSense(spec.commandLine());
    UserAgentClassifier classifier = classifier();
    int labels = classifier.deviceClasses().size();
    LabelRun.run(options, labels, classifier::classify, spec.commandLine());
    return 0;
  }

  private UserAgentClassifier classifier() throws IOException {
    String of =
        Zoo.list().stream()
            .filter(card -> card.name().equals(model))
            .map(card -> card.modelClass())
            .findFirst()
            .orElse("");
    if (of.equals(CLASSIFIER)) {
      return UserAgentClassifier.pretrained();
    }
    if (!of.isEmpty() || !Files.exists(Path.of(model))) {
      String what = of.isEmpty() ? "neither a model of the zoo nor a file" : "a " + of;
      throw Errors.usage(
          spec.commandLine(),
          "--model %s is %s: give user-agent-classifier or a file. identify tells languages."
              .formatted(model, what));
    }
    return UserAgentClassifier.load(Path.of(model));
  }
}
