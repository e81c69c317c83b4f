package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.internal.process.OffHeapMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program begins. */
@Command(
    name = "tbptt4j",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = {
      "Recurrent networks trained by truncated backpropagation through time: forecasts of any CSV"
          + " file (data, train, evaluate, predict, backtest), texts (train, generate; export to"
          + " ONNX and PyTorch), and how far back the gradient should go, at what price (sweep,"
          + " report, probe, tasks; flow, spectrum, cost). Trained models that come along (zoo)"
          + " write, tell languages and devices apart, and say words (generate, identify, classify,"
          + " pronounce).",
      "",
      "Every k1 steps a network is updated by running backpropagation for k2 steps. Large k2 sees"
          + " long dependencies and is slow; k1 below k2 lets windows overlap. @|bold sweep|@ tries"
          + " lengths on your data and writes a report."
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  java -jar tbptt4j.jar data --csv load.csv",
      "  java -jar tbptt4j.jar train --csv load.csv --values load --out load.model",
      "  java -jar tbptt4j.jar predict --model load.model --csv load.csv --ahead 24 --interval 90",
      "  java -jar tbptt4j.jar sweep --text book.txt --k1 1,5,20 --k2 5,20,100 --out sweep",
      "  java -jar tbptt4j.jar train --text book.txt --k1 5 --k2 50 --out book.zip",
      "  java -jar tbptt4j.jar flow --model book.zip --text book.txt --report flow.html",
      "  java -jar tbptt4j.jar generate --model book.zip --prompt \"The old man\"",
      "  java -jar tbptt4j.jar identify letters.txt",
      "",
      "@|bold Exit codes|@",
      "  0 done, 1 failed, 2 wrong usage, 130 interrupted, 141 nobody reads"
          + " the output any longer (| head)",
      "Results go to standard output, progress and messages to standard error.",
      "",
      "Java is started a second time, with --add-modules jdk.incubator.vector, the module of the"
          + " fastest kernels. java -Dtbptt4j.relaunch=false -jar tbptt4j.jar stays in one process."
    },
    subcommands = {
      DataCommand.class,
      SweepCommand.class,
      ReportCommand.class,
      ProbeCommand.class,
      TasksCommand.class,
      FlowCommand.class,
      SpectrumCommand.class,
      CostCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      BacktestCommand.class,
      GenerateCommand.class,
      ExportCommand.class,
      ZooCommand.class,
      IdentifyCommand.class,
      ClassifyCommand.class,
      PronounceCommand.class
    })
public final class Main implements Runnable {
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;
  static final int INTERRUPTED = 130;
  static final int READER_LEFT = 141; // as of programs that SIGPIPE ends

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the libraries' log, and stack traces of errors.")
  private boolean verbose;

  Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    OptionalInt elsewhere = Relaunch.run(Main.class, args);
    if (elsewhere.isPresent()) {
      System.exit(elsewhere.getAsInt());
    }
    System.setProperty("java.awt.headless", "true");
    OffHeapMemory.takeOver();
    StandardOutput out = StandardOutput.ofProcess();
    System.setOut(out);
    System.exit(commandLine().setOut(out.writer()).execute(args));
  }

  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main).setAbbreviatedOptionsAllowed(true);
    // Picocli takes the file - for an abbreviation, and fails.
    for (String reader : List.of("identify", "classify", "pronounce")) {
      commandLine.getSubcommands().get(reader).setAbbreviatedOptionsAllowed(false);
    }
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setExecutionStrategy(main::execute)
        .setParameterExceptionHandler((e, args) -> Errors.handleUsage(e))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> Errors.handle(e, command, main.verbose));
  }

  private int execute(ParseResult parsed) {
    refuseOptionsAsFiles(parsed);
    // slf4j-simple reads it when the first logger is made, so before ND4J is touched.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "off");
    try {
      int exitCode = new CommandLine.RunLast().execute(parsed);
      Errors.requireWritten(spec.commandLine().getOut());
      return exitCode;
    } catch (IOException e) {
      return Errors.handle(e, spec.commandLine(), verbose);
    } catch (OutOfMemoryError e) {
      return Errors.handle(e, spec.commandLine(), verbose);
    }
  }

  /** --csv and --classifier take all that follows, and so an option that is misspelt. */
  private static void refuseOptionsAsFiles(ParseResult parsed) {
    if (!parsed.hasSubcommand()) {
      return;
    }
    ParseResult command = parsed.subcommand();
    List<String> options = new ArrayList<>();
    for (String taker : List.of("--csv", "--classifier")) {
      if (command.hasMatchedOption(taker)) {
        command.matchedOption(taker).originalStringValues().stream()
            .filter(file -> file.startsWith("-") && !file.equals("-"))
            .forEach(options::add);
      }
    }
    if (!options.isEmpty()) {
      throw new UnmatchedArgumentException(
          command.commandSpec().commandLine(), options.subList(0, 1));
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? One of those below.");
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"tbptt4j " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
