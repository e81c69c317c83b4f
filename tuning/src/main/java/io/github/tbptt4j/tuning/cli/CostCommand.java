package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.diagnostics.TruncationCost;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import io.github.tbptt4j.tuning.report.CostRow;
import io.github.tbptt4j.tuning.report.DiagnosticsPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what truncations cost, before anything is trained. */
@Command(
    name = "cost",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Says what truncation lengths cost of a network, before anything is trained: memory, reach,"
          + " multiply-adds and time, beside full BPTT. Times are those of this machine now; they"
          + " are predicted from updates with short windows, once Java has compiled"
          + " them: ten to twenty seconds."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar cost --model book.zip --report cost.html",
      "  java -jar tbptt4j.jar cost --inputs 64 --units 512 --cell lstm --k1 10 --k2 10,50,200"
    })
final class CostCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private NetworkOptions network;
  @Mixin private LengthOptions lengths;

  @Option(
      names = "--minibatch",
      paramLabel = "B",
      defaultValue = "32",
      description = "Examples (${DEFAULT-VALUE}).")
  private int minibatch;

  @Option(
      names = "--length",
      paramLabel = "T",
      defaultValue = "1000",
      description = "Steps of a sequence, which full BPTT takes as a whole (${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--measure",
      description = "Measure each truncation, too: a second for each, full BPTT some.")
  private boolean measure;

  @Option(names = "--untimed", description = "Count only: nothing is run.")
  private boolean untimed;

  @Option(
      names = "--report",
      paramLabel = "PAGE.html",
      description = "Write a page with figures, too; it needs nothing else.")
  private Path report;

  @Option(names = "--json", description = "JSON for programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    requireSense();
    List<CostRow> rows = rows(lengths.truncations());
    String title = "%s, minibatch %d".formatted(network.title(), minibatch);
    if (report != null) {
      page(title, rows).write(report);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("network", network.title());
      tree.put("minibatch", minibatch);
      tree.put("length", length);
      tree.put("rows", CostText.tree(rows));
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree));
    } else {
      out.println(title);
      CostText.findings(rows).forEach(out::println);
      out.println();
      out.print(TextTable.of(CostText.lines(rows)));
      out.println();
      out.println(CostText.meaning(!untimed));
    }
    out.flush();
    return 0;
  }

  private void requireSense() throws IOException {
    CommandLine command = spec.commandLine();
    network.requireSense();
    Errors.requirePositive(command, "--minibatch", minibatch);
    Errors.requirePositive(command, "--length", length);
    if (measure && untimed) {
      throw Errors.usage(command, "--measure and --untimed exclude each other.");
    }
    OutputFile.requireWritable(report);
    if (network.model() != null) {
      OutputFile.requireApart(command, "--report", report, List.of(network.model()));
    }
  }

  private List<CostRow> rows(List<TruncatedBptt> truncations) throws IOException {
    int longest = truncations.stream().mapToInt(TruncatedBptt::k2).max().orElseThrow();
    if (longest > length) {
      throw Errors.usage(
          spec.commandLine(),
          "--k2 (%d) must be at most --length (%d): nothing is before a sequence."
              .formatted(longest, length));
    }
    if (!untimed) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "Updates of this network are timed, up to 20 seconds while Java compiles (--untimed"
              + " counts only).");
      err.flush();
    }
    TruncatedBptt first = truncations.get(0);
    TruncationCost cost = network.cost(first.k1(), first.k2(), minibatch);
    return SingleThreads.call( // as trainings are
        () -> {
          List<CostRow> rows = new ArrayList<>();
          for (TruncatedBptt truncation : truncations) {
            rows.add(row(cost.at(truncation.k1(), truncation.k2()), false));
          }
          rows.add(row(cost.full(length), true));
          return rows;
        });
  }

  private CostRow row(TruncationCost cost, boolean full) {
    return new CostRow(
        cost,
        full,
        untimed ? Double.NaN : cost.predictedSeconds(),
        measure ? cost.measuredSeconds() : Double.NaN);
  }

  private DiagnosticsPage page(String title, List<CostRow> rows) {
    return new DiagnosticsPage("What truncation lengths cost", title + ".")
        .findings(CostText.findings(rows))
        .table(
            "Truncation length against memory, reach and speed",
            CostText.lines(rows),
            CostText.meaning(!untimed))
        .costs(rows);
  }
}
