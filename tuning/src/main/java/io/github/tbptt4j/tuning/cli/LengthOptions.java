package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.arbiter.TruncationRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
      converter = NumberOrRange.Converter.class,
      description = "Steps between two updates (${DEFAULT-VALUE}).")
  private List<NumberOrRange> k1;

  @Option(
      names = "--k2",
      paramLabel = "N",
      split = ",",
      defaultValue = "5,20,100",
      converter = NumberOrRange.Converter.class,
      description = "Steps that each run of backpropagation goes back (${DEFAULT-VALUE}).")
  private List<NumberOrRange> k2;

  @Option(
      names = "--k2-below-k1",
      description =
          "Take pairs with k2 < k1 too, which leave the first steps of each window untrained.")
  private boolean k2BelowK1;

  /** {@return all pairs of two ranges; empty where there are lists of lengths} */
  Optional<TruncationRange> range() {
    CommandLine command = spec.commandLine();
    NumberOrRange one = NumberOrRange.range(k1, command, "--k1");
    NumberOrRange two = NumberOrRange.range(k2, command, "--k2");
    if (one == null && two == null) {
      return Optional.empty();
    }
    NumberOrRange first = one == null && k1.size() == 1 ? k1.get(0) : one;
    NumberOrRange second = two == null && k2.size() == 1 ? k2.get(0) : two;
    if (first == null || second == null) {
      throw Errors.usage(
          command, "With a range of --k1 or --k2 give one value or range of the other.");
    }
    return Optional.of(
        Errors.parse(
            command,
            "--k1, --k2",
            "",
            any ->
                TruncationRange.of(
                    first.whole(command, "--k1"),
                    first.wholeTo(command, "--k1"),
                    second.whole(command, "--k2"),
                    second.wholeTo(command, "--k2"))));
  }

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

  private static List<Integer> distinct(
      String name, List<NumberOrRange> values, CommandLine command) {
    List<Integer> lengths = new ArrayList<>();
    for (NumberOrRange value : values) {
      if (value.isRange()) {
        throw Errors.usage(command, name + " (" + value + ") must be single lengths here.");
      }
      if (value.whole(command, name) < 1) {
        throw Errors.usage(command, name + " (" + value + ") must be at least 1.");
      }
      lengths.add(value.whole(command, name));
    }
    return lengths.stream().distinct().sorted().toList();
  }

  private static String join(List<NumberOrRange> values) {
    return String.join(", ", values.stream().map(String::valueOf).toList());
  }
}
