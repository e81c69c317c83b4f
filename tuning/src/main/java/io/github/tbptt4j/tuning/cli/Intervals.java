package io.github.tbptt4j.tuning.cli;

import picocli.CommandLine;

/** Levels of intervals, in percent on the command line. */
final class Intervals {
  private Intervals() {}

  static Double level(Double percent, CommandLine command) {
    if (percent == null) {
      return null;
    }
    if (!(percent > 0 && percent < 100)) {
      throw Errors.usage(command, "--interval (" + percent + ") must lie between 0 and 100.");
    }
    return percent / 100;
  }
}
