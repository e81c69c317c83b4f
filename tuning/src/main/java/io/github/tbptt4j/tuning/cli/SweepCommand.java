package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.SweepInterruptedException;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.arbiter.OneOfSpace;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.arbiter.TruncationKinds;
import io.github.tbptt4j.tuning.arbiter.TruncationRange;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.probe.LagProbe;
import io.github.tbptt4j.tuning.report.LiveReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a candidate for each choice and writes a report. */
@Command(
    name = "sweep",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Trains a network for each pair of k1 and k2 (and each value of --hidden, --learning-rate,"
          + " --clip) and writes a report: what each truncation costs, how far it learns, how well"
          + " it scores. Ranges, such as --k2 5..400, are drawn from, on a logarithmic axis.",
      "",
      "Each candidate is in DIR as soon as it has ended, and those in training are saved every now"
          + " and then. A sweep that was stopped, by Ctrl-C or a crash, goes on with the same"
          + " command and --resume, to the same scores."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar sweep --text book.txt --out sweep",
      "  java -jar tbptt4j.jar sweep --text book.txt --k1 1,5,20 --k2 5,20,100 --hidden 64,128 \\",
      "      --search random --candidates 20 --minutes 60 --out sweep",
      "  java -jar tbptt4j.jar sweep --text book.txt --k1 1..50 --k2 5..400 --hidden 64,128 \\",
      "      --learning-rate 0.0005..0.02 --search tpe --candidates 40 --halving --out sweep",
      "  java -jar tbptt4j.jar sweep --text book.txt --out sweep --resume",
      "  java -jar tbptt4j.jar sweep --csv load.csv --values load --horizon 1 --out sweep"
    })
final class SweepCommand implements Callable<Integer> {
  private static final int TABLE_EPOCHS = 30;
  private static final int TABLE_PATIENCE = 6;

  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;
  @Mixin private LengthOptions lengths;
  @Mixin private ModelOptions model;
  @Mixin private TrainingOptions training;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the sweep and its report; it need not exist.")
  private Path out;

  @Option(names = "--resume", description = "Go on with the sweep that is in DIR.")
  private boolean resume;

  @Option(
      names = "--truncation",
      paramLabel = "TRUNCATION",
      description =
          "A truncation of any kind, such as adaptive:k1=5,min=5,max=100 or random:mean=20; repeat"
              + " the option for more. Alone, or beside pairs of --k1 and --k2.")
  private List<String> truncations = List.of();

  @Option(
      names = "--search",
      paramLabel = "METHOD",
      defaultValue = "grid",
      description =
          "grid tries all choices, random some of them, genetic those near the best so far, tpe"
              + " where the trials so far say that good ones are likely (${DEFAULT-VALUE}).")
  private SearchMethod search;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description = "How many to try; needed for all searches but the grid (the whole grid).")
  private Integer candidates;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seeds that each one is trained with (${DEFAULT-VALUE}): scores then have intervals.")
  private int repeats;

  @Mixin private HalvingOptions halving;

  @Option(
      names = "--warm-start",
      paramLabel = "DIR",
      description =
          "Begin with what an older sweep has found: tpe and genetic search are told its scores"
              + " where they can be compared, otherwise its five best are tried first.")
  private Path warmStart;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description =
          "Time of the whole sweep. Candidates in training then end with what they have learned,"
              + " those not begun wait for --resume.")
  private Double minutes;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Candidates trained at a time, with one thread each (the processors).")
  private Integer parallel;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The same seed gives the same candidates and scores (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Time between two saves of a candidate in training (${DEFAULT-VALUE}): a crash costs so"
              + " much at most. Ctrl-C saves, too.")
  private int checkpointEvery;

  @Option(
      names = "--no-probe",
      description =
          "Leave out how far each truncation learns; it can be had later: report --probe.")
  private boolean noProbe;

  @Mixin private ProbeOptions probe;

  @Option(
      names = "--serve",
      paramLabel = "PORT",
      arity = "0..1",
      fallbackValue = "0",
      description =
          "Show the report while the sweep runs, to browsers of this machine (a free port).")
  private Integer port;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  private volatile String soFar = ""; // what an interruption says of the report

  @Override
  public Integer call() throws IOException {
    requireFolder();
    requireSense();
    LagProbe lagProbe = probe.probe(seed);
    ParameterSpace<? extends Truncation> space = truncations();
    TruncationSweep sweep = sweep(data.data(), space, out);
    if (!resume) {
      DataArguments.write(out, spec);
    }
    SweepResult result;
    Interruption interruption =
        Interruption.stopping(
            sweep::stop,
            () ->
                "Interrupted. What has finished is in "
                    + out
                    + "; the same command with --resume goes on from there."
                    + soFar);
    try (LiveReport live = port == null ? null : LiveReport.start(out, port)) {
      if (live != null) {
        spec.commandLine().getErr().println("Report while it runs: " + live.address());
        spec.commandLine().getErr().flush();
      }
      result = sweep.run();
      if (!noProbe) {
        ReportRun.write(result); // without the probe, in case somebody has seen enough
        ReportRun.probe(result, lagProbe, spec.commandLine().getErr());
      }
    } catch (SweepInterruptedException e) {
      if (!interruption.isUnderWay()) {
        throw e;
      }
      soFar = ReportRun.writeSoFar(out);
      return Main.INTERRUPTED; // what there is to say is said at the end
    } finally {
      interruption.end();
    }
    ReportRun.print(result, ReportRun.write(result), spec.commandLine());
    return 0;
  }

  private void requireFolder() {
    CommandLine command = spec.commandLine();
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw Errors.usage(command, "--out (" + out + ") is a file: give a folder.");
    }
    boolean hasSweep = Files.exists(out.resolve("sweep.json"));
    if (hasSweep && !resume) {
      throw Errors.usage(
          command, out + " holds a sweep already: add --resume to go on, or choose another --out.");
    }
    if (!hasSweep && resume) {
      throw Errors.usage(command, out + " holds no sweep to resume: leave out --resume.");
    }
  }

  private void requireSense() {
    CommandLine command = spec.commandLine();
    if (search == SearchMethod.GRID && warmStart != null) {
      throw Errors.usage(
          command, "--warm-start is for random, genetic and tpe search: a grid tries everything.");
    }
    if (search != SearchMethod.GRID && candidates == null) {
      throw Errors.usage(
          command, "A " + search.name().toLowerCase(Locale.ROOT) + " search needs --candidates.");
    }
    Errors.requirePositive(command, "--candidates", candidates);
    Errors.requirePositive(command, "--repeats", repeats);
    halving.requireSense(search);
    if (port != null && (port < 0 || port > 65_535)) {
      throw Errors.usage(command, "--serve (" + port + ") must be a port, 0 to 65535.");
    }
    Errors.requirePositive(command, "--parallel", parallel);
    Errors.requirePositive(command, "--minutes", minutes);
    Errors.requirePositive(command, "--checkpoint-every", checkpointEvery);
    model.requireSense();
    training.requireSense();
  }

  private ParameterSpace<? extends Truncation> truncations() {
    CommandLine.ParseResult given = spec.commandLine().getParseResult();
    boolean pairs = given.hasMatchedOption("--k1") || given.hasMatchedOption("--k2");
    Optional<TruncationRange> range = pairs ? lengths.range() : Optional.empty();
    List<Truncation> others =
        truncations.stream()
            .map(text -> Errors.parse(spec.commandLine(), "--truncation", text, Truncation::parse))
            .distinct()
            .toList();
    if (others.isEmpty()) {
      return range.isPresent()
          ? range.get()
          : TruncationSpace.of(lengths.truncations().toArray(TruncatedBptt[]::new));
    }
    if (range.isPresent()) {
      return OneOfSpace.<Truncation>builder()
          .or("range", range.get())
          .or("other", TruncationKinds.of(others.toArray(Truncation[]::new)))
          .build();
    }
    List<Truncation> all = new ArrayList<>(pairs ? lengths.truncations() : List.of());
    all.addAll(others);
    return TruncationKinds.of(all.stream().distinct().toArray(Truncation[]::new));
  }

  /** {@return the data that are swept over, once it makes sense to read them} */
  SequenceData read() throws IOException {
    requireSense();
    truncations();
    return data.data();
  }

  /** {@return the sweep that the options describe, in a folder} */
  TruncationSweep sweep(SequenceData read, Path folder) {
    return sweep(read, truncations(), folder);
  }

  private TruncationSweep sweep(
      SequenceData data, ParameterSpace<? extends Truncation> truncations, Path folder) {
    TruncationSweep.Builder sweep =
        TruncationSweep.builder()
            .data(data)
            .space(model.models(data).trainer(truncations))
            .search(search)
            .limits(
                data instanceof TableData
                    ? training.limits(TABLE_EPOCHS, TABLE_PATIENCE)
                    : training.limits())
            .repeats(repeats)
            .seed(seed)
            .folder(folder)
            .checkpointEvery(Duration.ofSeconds(checkpointEvery))
            .progress(!quiet);
    halving.apply(sweep);
    if (warmStart != null) {
      sweep.warmStart(warmStart);
    }
    if (candidates != null) {
      sweep.candidates(candidates);
    }
    if (parallel != null) {
      sweep.parallel(parallel);
    }
    if (minutes != null) {
      sweep.time(Duration.ofMillis(Math.round(60_000 * minutes)));
    }
    return sweep.build();
  }
}
