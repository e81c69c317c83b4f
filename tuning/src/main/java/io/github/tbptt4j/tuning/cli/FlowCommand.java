package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.GradientFlowRecord;
import io.github.tbptt4j.diagnostics.LayerFlow;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import io.github.tbptt4j.tuning.report.DiagnosticsPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how far gradients go back. */
@Command(
    name = "flow",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Measures how far gradients go back through a trained network on data, and how much of the"
          + " gradient each k2 would keep. Single losses are followed back, without truncation; the"
          + " model isn't changed.",
      "",
      "A network of DL4J's alone takes a table of numbers as they are, a row a time step: first a"
          + " column for each input, then one for each output. For a text it takes a model of train"
          + " --text, whose file has the alphabet."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar flow --model book.zip --text book.txt --report flow.html",
      "  java -jar tbptt4j.jar flow --model load.model --csv load.csv --lags 150 --steps 300"
    })
final class FlowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOnData subject;

  @Option(
      names = "--lags",
      paramLabel = "K",
      description = "Steps that losses are followed back (100, or all that the examples have).")
  private Integer lags;

  @Option(
      names = "--losses",
      paramLabel = "N",
      description =
          "Losses that are followed at most, spread over all steps and examples (as many as take"
              + " some seconds).")
  private Integer losses;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "By which they are chosen (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "What a GradientFlowListener wrote during the training: the page shows how it went.")
  private Path record;

  @Option(names = "--json", description = "JSON for programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    requireSense();
    List<GradientFlowRecord> records = record == null ? null : GradientFlowRecord.read(record);
    ModelOnData.Subject loaded = subject.load();
    GradientFlow flow = measure(loaded);
    if (subject.report() != null) {
      page(loaded, flow, records).write(subject.report());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("model", subject.model().toString());
      tree.putAll(FlowText.tree(flow));
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree));
    } else {
      out.print(FlowText.text(subject.title(), loaded.note(), flow));
    }
    out.flush();
    return 0;
  }

  private void requireSense() throws IOException {
    CommandLine command = spec.commandLine();
    if (!subject.hasData()) {
      throw Errors.usage(command, "Give --text FILE or --csv FILE: what the losses are of.");
    }
    subject.requireSense();
    Errors.requirePositive(command, "--lags", lags);
    Errors.requirePositive(command, "--losses", losses);
    if (record != null) {
      if (subject.report() == null) {
        throw Errors.usage(command, "--record is drawn on the page: give --report PAGE.html.");
      }
      subject.requireReport(List.of(record));
    }
  }

  private GradientFlow measure(ModelOnData.Subject loaded) {
    ModelOnData.requireLags(lags, loaded.data());
    GradientFlow.Builder builder =
        loaded.network() instanceof ComputationGraph graph
            ? GradientFlow.of(graph)
            : GradientFlow.of((MultiLayerNetwork) loaded.network());
    if (lags != null) {
      builder.lags(lags);
    }
    if (losses != null) {
      builder.losses(losses);
    }
    builder.seed(seed).progress(System.console() != null);
    return SingleThreads.call(() -> builder.measure(loaded.data())); // the same numbers anywhere
  }

  private DiagnosticsPage page(
      ModelOnData.Subject loaded, GradientFlow flow, List<GradientFlowRecord> records) {
    DiagnosticsPage page =
        new DiagnosticsPage("How far gradients go back: " + subject.title(), FlowText.about(flow));
    List<String> findings = new ArrayList<>(FlowText.findings(flow));
    if (loaded.note() != null) {
      findings.add(loaded.note());
    }
    page.findings(findings);
    for (LayerFlow layer : flow.layers()) {
      page.table("Steps back through " + layer.name(), FlowText.lines(flow, layer), null);
    }
    page.note(FlowText.meaning());
    page.flow(flow);
    return records == null ? page : page.training(records);
  }
}
