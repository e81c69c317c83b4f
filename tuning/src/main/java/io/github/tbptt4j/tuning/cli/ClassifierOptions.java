package io.github.tbptt4j.tuning.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** What a classifier is trained on. */
final class ClassifierOptions {
  private static final Set<String> ALLOWED =
      Set.of(
          "--classifier",
          "--fine-tune",
          "--held-out",
          "--register",
          "--out",
          "--seed",
          "--minutes",
          "--updates",
          "--quiet",
          "--verbose");
  private static final int MOST_HELD_OUT = 50;

  @Option(
      names = "--classifier",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Labelled texts in UTF-8, one a line: the label, a tab, the text. What follows a second"
              + " tab is text, too. Files in .gz are unpacked; - is standard input. The model is"
              + " for classify.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--fine-tune",
      paramLabel = "NAME|FILE",
      description =
          "Of --classifier: begin with this model, as of the zoo; labels that are new are added.")
  private String fineTune;

  @Option(
      names = "--held-out",
      paramLabel = "PERCENT",
      description =
          "Of --classifier: how much of each label is held out, for the scores (20; at most 50).")
  private Integer heldOut;

  @Option(
      names = "--register",
      paramLabel = "NAME",
      description =
          "Of --classifier: keep the model in your zoo, too; classify --model NAME finds it, zoo"
              + " shows it.")
  private String register;

  boolean isGiven() {
    return !files.isEmpty();
  }

  List<Path> files() {
    return files;
  }

  /** {@return the model to begin with; null for none} */
  String fineTune() {
    return fineTune;
  }

  /** {@return the part that is held out, 0 to 1} */
  double heldOut() {
    return heldOut == null ? 0.2 : heldOut / 100.0;
  }

  /** {@return the name in the zoo; null for none} */
  String register() {
    return register;
  }

  /** Refuses options that are of another kind of training. */
  void requireSense(CommandLine command) {
    for (OptionSpec option : command.getParseResult().matchedOptions()) {
      String name = option.longestName();
      boolean isOurs = List.of("--fine-tune", "--held-out", "--register").contains(name);
      if (!isGiven() && isOurs) {
        throw Errors.usage(command, name + " is for --classifier: add that, or leave it out.");
      }
      if (isGiven() && !ALLOWED.contains(name)) {
        throw Errors.usage(
            command, name + " is not for --classifier, which chooses by itself: leave it out.");
      }
    }
    if (heldOut != null && (heldOut < 0 || heldOut > MOST_HELD_OUT)) {
      throw Errors.usage(
          command, "--held-out (" + heldOut + ") must be from 0 to " + MOST_HELD_OUT + ".");
    }
  }
}
