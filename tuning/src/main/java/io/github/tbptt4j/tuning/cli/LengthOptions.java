package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Truncation lengths to compare: all pairs of the values. */
final class LengthOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--k1",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,5,20",
      description = "Steps between two updates (${DEFAULT-VALUE}).")
  private List<Integer> k1;

  @Option(
      names = "--k2",
      paramLabel = "N",
      split = ",",
      defaultValue = "5,20,100",
      description = "Steps that each run of backpropagation goes back (${DEFAULT-VALUE}).")
  private List<Integer> k2;

  @Option(
      names = "--k2-below-k1",
      description =
          "Take pairs with k2 < k1 too, which leave the first steps of each window untrained.")
  private boolean k2BelowK1;

  /** The pairs in order; what is left out is said on standard error. */
  List<TruncatedBptt> truncations() {
    CommandLine command = spec.commandLine();
    List<TruncatedBptt> pairs = new ArrayList<>();
    int leftOut = 0;
    for (int steps : distinct("--k1", k1, command)) {
      for (int back : distinct("--k2", k2, command)) {
        if (back >= steps || k2BelowK1) {
          pairs.add(TruncatedBptt.of(steps, back));
        } else {
          leftOut++;
        }
      }
    }
    if (pairs.isEmpty()) {
      throw Errors.usage(
          command,
          "Every k2 (%s) is smaller than every k1 (%s): give a k2 of at least k1, or --k2-below-k1."
              .formatted(join(k2), join(k1)));
    }
    if (leftOut > 0) {
      command
          .getErr()
          .println(
              (leftOut == 1 ? "1 pair with k2 < k1 is" : leftOut + " pairs with k2 < k1 are")
                  + " left out; --k2-below-k1 takes "
                  + (leftOut == 1 ? "it too." : "them too."));
    }
    return pairs;
  }

  private static List<Integer> distinct(String name, List<Integer> values, CommandLine command) {
    for (int value : values) {
      if (value < 1) {
        throw Errors.usage(command, name + " (" + value + ") must be at least 1.");
      }
    }
    return values.stream().distinct().sorted().toList();
  }

  private static String join(List<Integer> values) {
    return String.join(", ", values.stream().map(String::valueOf).toList());
  }
}
