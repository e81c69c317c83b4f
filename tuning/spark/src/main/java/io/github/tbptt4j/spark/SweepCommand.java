package io.github.tbptt4j.spark;

import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.cli.SweepArguments;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The command line's sweep on a cluster. */
@Command(
    name = "sweep",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Takes the options of java -jar tbptt4j.jar sweep, but those of one machine (--resume,"
          + " --warm-start, --serve); files of --text and --csv may be of hdfs:// or the like, or"
          + " lie on each machine. Set --parallel to the cores of all executors.",
      "",
      "A sweep that was stopped goes on with the same command."
    })
final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      required = true,
      description = "Folder of the sweep and its report, on a file system that executors reach.")
  private String out;

  @Unmatched private List<String> options = new ArrayList<>();

  /**
   * The options, from which each process makes the same sweep over the same data.
   *
   * @param options as given
   * @param hadoop by which files are found
   */
  private record Described(List<String> options, SerializableConfiguration hadoop)
      implements SparkSweep.Description {
    private static final Map<List<String>, SweepArguments> READ = new ConcurrentHashMap<>();

    @Override
    public TruncationSweep in(Path folder) {
      return READ.computeIfAbsent(options, same -> read()).in(folder);
    }

    private SweepArguments read() {
      try {
        List<String> own = new ArrayList<>();
        for (String option : options) {
          SharedFile file = SharedFile.of(option).on(hadoop.value());
          own.add(file.isCopied() ? file.local().toString() : option);
        }
        return SweepArguments.of(own);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(SparkMain.session().sparkContext());
    Described described =
        new Described(
            List.copyOf(options), new SerializableConfiguration(spark.hadoopConfiguration()));
    SparkSweep sweep = SparkSweep.of(spark, out, described);
    SweepResult result = sweep.run();
    String report = SweepArguments.report(result);
    sweep.share(result.folder());
    PrintWriter print = spec.commandLine().getOut();
    print.println(report);
    print.println("Report: " + out + "/report.html");
    print.flush();
    return 0;
  }
}
