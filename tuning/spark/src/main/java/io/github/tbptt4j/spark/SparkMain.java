package io.github.tbptt4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program for {@code spark-submit}. */
@Command(
    name = "SparkMain",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = {
      "On a Spark cluster: what models say of tables, from a path to a path in any format that"
          + " Spark reads and writes; and sweeps over truncation lengths."
    },
    footer = {
      "",
      "@|bold Examples|@ (after spark-submit --class io.github.tbptt4j.spark.SparkMain .. JAR)",
      "  identify --in mails.parquet --column text --out labelled.parquet",
      "  forecast --model hdfs:///load.model --in loads.csv --ahead 24 --interval 90 --out"
          + " next.csv",
      "  sweep --text hdfs:///book.txt --k1 5,20 --k2 20,100 --parallel 8 --out hdfs:///sweeps/book"
    },
    subcommands = {
      LabelCommand.Identify.class,
      LabelCommand.Classify.class,
      GenerateCommand.class,
      ForecastCommand.class,
      SweepCommand.class
    })
public final class SparkMain implements Runnable {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  @Spec private CommandSpec spec;

  SparkMain() {}

  /**
   * Runs a command, and ends the JVM with an exit code other than 0 if it fails.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    SparkSession.getActiveSession().foreach(session -> stop(session));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  private static Object stop(SparkSession session) {
    session.stop();
    return null;
  }

  static CommandLine commandLine() {
    return new CommandLine(new SparkMain())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((e, args) -> wrongUsage(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
  }

  /** {@return the cluster's session, with its options from spark-submit} */
  static SparkSession session() {
    return SparkSession.builder().appName("tbptt4j").getOrCreate();
  }

  private static int wrongUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(e.getMessage());
    command.getErr().println(command.getCommandSpec().qualifiedName() + " --help shows more.");
    command.getErr().flush();
    return WRONG_USAGE;
  }

  /** What an executor has said lies below what Spark says of it. */
  private static int failed(Exception e, CommandLine command) throws Exception {
    Throwable cause = e;
    while (cause instanceof SparkException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    boolean expected =
        cause instanceof IllegalArgumentException
            || cause instanceof IllegalStateException
            || cause instanceof UncheckedIOException
            || cause instanceof IOException
            || cause instanceof AnalysisException;
    if (!expected) {
      throw e; // with where it was
    }
    command.getErr().println(cause.getMessage());
    command.getErr().flush();
    return FAILED;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? One of those of --help.");
  }
}
