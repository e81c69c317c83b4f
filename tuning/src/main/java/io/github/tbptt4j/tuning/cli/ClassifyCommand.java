package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.SequenceModel;
import io.github.tbptt4j.zoo.TextClassifier;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
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
      "Says which label texts have, one a line: the line's number, the label and the confidence,"
          + " from 0 to 1; of several files the file's name before them. By itself it says from"
          + " what kind of device user-agent strings come; --model takes a classifier of your own."
          + " The first 500 characters of a user agent are read, 1,000 by one's own models. An"
          + " empty line is "
          + LabelWriter.UNKNOWN
          + ".",
      "zoo user-agent-classifier shows what the model knows, and how well."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar classify agents.txt",
      "  awk -F'\"' '{print $6}' access.log | java -jar tbptt4j.jar classify --text | head",
      "  java -jar tbptt4j.jar classify --model mails --to labels.tsv mails.txt"
    })
final class ClassifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LabelOptions options;

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      defaultValue = "user-agent-classifier",
      description =
          "A classifier of the zoo, registered ones among them, or a file that train --classifier"
              + " wrote (${DEFAULT-VALUE}).")
  private String model;

  @Override
  public Integer call() throws IOException {
    options.requireSense(spec.commandLine());
    CommandLine command = spec.commandLine();
    SequenceModel<?> classifier = NamedModels.load(command, "--model", model);
    if (classifier instanceof UserAgentClassifier devices) {
      LabelRun.run(options, devices.deviceClasses().size(), devices::classify, command);
    } else if (classifier instanceof TextClassifier own) {
      LabelRun.run(options, own.labels().size(), own::classify, command);
    } else {
      throw NamedModels.wrongKind(command, "--model", model, classifier);
    }
    return 0;
  }
}
