package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.probe.LagProbe;
import io.github.tbptt4j.tuning.report.DiagnosticsPage;
import io.github.tbptt4j.tuning.report.TaskRow;
import io.github.tbptt4j.tuning.tasks.SyntheticTask;
import io.github.tbptt4j.tuning.tasks.TaskSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains the literature's synthetic tasks. */
@Command(
    name = "tasks",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Compares truncations on the literature's synthetic tasks, without data of yours.",
      "",
      "@|bold copy|@: say symbols again (Aicher, Foti, Fox 2019), a stream. @|bold adding|@: add"
          + " two marked numbers (Hochreiter, Schmidhuber 1997). @|bold temporal-order|@: which of"
          + " four orders (same; Pascanu et al. 2013). @|bold influence|@: a parameter that helps"
          + " soon and harms late (Tallec, Ollivier 2017), a stream. @|bold recall|@: recall a"
          + " symbol among noise; without --length the largest lag that is learned is searched, as"
          + " probe does.",
      "",
      "Each training gets the same data and is measured on other data. The table has the median"
          + " over the seeds, the smallest and the largest. Less is better, but for recall's lag."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar tasks --task influence",
      "  java -jar tbptt4j.jar tasks --task copy \\",
      "      --truncation fixed:k1=5,k2=9 --truncation adaptive:k1=5,min=2,max=50,delta=0.9",
      "  java -jar tbptt4j.jar tasks --task recall --length 15 --truncation random:mean=10"
    })
final class TasksCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      required = true,
      converter = Task.Reader.class,
      description = "${COMPLETION-CANDIDATES}.")
  private Task task;

  @Option(
      names = "--truncation",
      paramLabel = "TRUNCATION",
      description =
          "full, fixed:k1=5,k2=20, adaptive:k1=5,min=5,max=100,delta=0.1 or"
              + " random:mean=20,alpha=4,seed=1; as often as you like (those of the task).")
  private List<String> truncations = List.of();

  @Option(
      names = "--length",
      paramLabel = "N",
      description =
          "copy: steps that a symbol has to cross (10); adding, temporal-order: steps of a sequence"
              + " (50); recall: the lag.")
  private Integer length;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Trainings with each truncation (3).")
  private int seeds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The first one; the same gives the same results (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private TaskOptions options;

  @Option(
      names = "--max-lag",
      paramLabel = "N",
      description = "recall without --length: where the search ends (64).")
  private Integer maxLag;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Trainings at a time, with one thread each (the processors).")
  private Integer parallel;

  @Option(
      names = "--report",
      paramLabel = "PAGE.html",
      description =
          "Write a page, too, with learning curves and what adaptive truncations chose; it needs"
              + " nothing else.")
  private Path report;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Option(names = "--json", description = "JSON for programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    requireSense();
    Map<String, Truncation> asked = truncations();
    return searchesLags() ? searchLags(asked) : train(asked);
  }

  private boolean searchesLags() {
    return task == Task.RECALL && length == null;
  }

  private void requireSense() {
    CommandLine command = spec.commandLine();
    Errors.requirePositive(command, "--length", length);
    Errors.requirePositive(command, "--seeds", seeds);
    Errors.requirePositive(command, "--max-lag", maxLag);
    Errors.requirePositive(command, "--parallel", parallel);
    options.requireSense();
    OutputFile.requireWritable(report);
    if (task == Task.INFLUENCE && length != null) {
      throw Errors.usage(command, "--length isn't for influence: it is a stream of its own.");
    }
    if (maxLag != null && !searchesLags()) {
      throw Errors.usage(command, "--max-lag is for recall without --length only.");
    }
    if (searchesLags() && options.areGiven()) {
      throw Errors.usage(
          command, "The search for the largest lag has a network of its own: give --length too.");
    }
  }

  private Map<String, Truncation> truncations() {
    Map<String, Truncation> parsed = new LinkedHashMap<>();
    for (String text : truncations.isEmpty() ? task.truncations() : truncations) {
      try {
        parsed.put(text, Truncation.parse(text));
      } catch (IllegalArgumentException e) {
        throw Errors.usage(spec.commandLine(), e.getMessage());
      }
    }
    return parsed;
  }

  private int train(Map<String, Truncation> asked) throws IOException {
    Map<String, SyntheticTask> tasks = new LinkedHashMap<>();
    asked.forEach((text, truncation) -> tasks.put(text, taskFor(truncation)));
    SyntheticTask any = tasks.values().iterator().next();
    TaskSettings settings = settings(any);
    TaskRuns runs = new TaskRuns(seed, seeds);
    try {
      for (double omega : options.omegas(task.omegas())) {
        asked.forEach(
            (text, truncation) ->
                runs.add(
                    omega == 0 ? text : text + ", omega " + omega,
                    tasks.get(text),
                    settings.withOmega(omega),
                    truncation));
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw Errors.usage(spec.commandLine(), e.getMessage());
    }
    Interruption interruption =
        Interruption.stopping(runs::stop, () -> "Interrupted. " + runs.whatThereIs());
    List<TaskRow> rows;
    try (TaskProgress progress = progress(runs.size())) {
      rows =
          runs.run(
              parallel == null ? Runtime.getRuntime().availableProcessors() : parallel, progress);
    }
    if (!rows.isEmpty()) {
      print(TaskText.tree(any, settings, rows), TaskText.text(any, settings, rows));
      if (report != null) {
        TaskText.page(any, settings, rows).write(report);
      }
    }
    interruption.end();
    return interruption.isUnderWay() ? Main.INTERRUPTED : 0;
  }

  private TaskProgress progress(int trainings) {
    return new TaskProgress(quiet ? null : spec.commandLine().getErr(), trainings);
  }

  private SyntheticTask taskFor(Truncation truncation) {
    try {
      int usual = task.length() == null ? 0 : task.length();
      return task.of(length == null ? usual : length, truncation);
    } catch (IllegalArgumentException e) {
      throw Errors.usage(spec.commandLine(), "--" + e.getMessage());
    }
  }

  private TaskSettings settings(SyntheticTask any) {
    try {
      return options.change(any.usual());
    } catch (IllegalArgumentException e) {
      throw Errors.usage(spec.commandLine(), "--" + e.getMessage());
    }
  }

  private int searchLags(Map<String, Truncation> asked) throws IOException {
    LagProbe probe = new LagProbe(maxLag == null ? ProbeOptions.MAX_LAG : maxLag, seeds, seed);
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("truncation", "lag", "smallest", "largest", "seconds"));
    List<Map<String, Object>> trees = new ArrayList<>();
    try (TaskProgress progress = progress(asked.size())) {
      asked.forEach(
          (text, truncation) -> {
            long start = System.nanoTime();
            List<Integer> lags = probe.lags(truncation);
            double seconds = (System.nanoTime() - start) / 1e9;
            List<Integer> sorted = lags.stream().sorted().toList();
            String median = Integer.toString(sorted.get((sorted.size() - 1) / 2));
            progress.advance(1);
            progress.finished(text + " recalls over up to " + median + " steps");
            lines.add(
                List.of(
                    text,
                    median,
                    Integer.toString(sorted.get(0)),
                    Integer.toString(sorted.get(sorted.size() - 1)),
                    String.format(Locale.ROOT, "%.1f", seconds)));
            trees.add(Map.of("truncation", text, "lags", lags, "seconds", seconds));
          });
    }
    print(Map.of("task", "recall", "rows", trees), TextTable.of(lines));
    if (report != null) {
      new DiagnosticsPage(
              "Truncations compared: recall",
              "The largest lag after which a small network recalls a symbol among noise.")
          .table(
              "What each truncation learns",
              lines,
              "lag: the median over the seeds, of which smallest and largest are the ends.")
          .write(report);
    }
    return 0;
  }

  private void print(Map<String, Object> tree, String text) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree));
    } else {
      out.print(text);
    }
    out.flush();
  }
}
