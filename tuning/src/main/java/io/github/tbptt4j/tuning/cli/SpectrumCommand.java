package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.diagnostics.JacobianSpectrum;
import io.github.tbptt4j.diagnostics.LayerSpectrum;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import io.github.tbptt4j.tuning.report.DiagnosticsPage;
import java.io.IOException;
import java.io.PrintWriter;
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

/** Looks at recurrent weights. */
@Command(
    name = "spectrum",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Looks at the matrices by which errors are multiplied on their way back through VanillaRnn"
          + " and SimpleRnn layers: eigenvalues and singular values of the recurrent weights RW,"
          + " and with --text or --csv what their Jacobians do along data, Lyapunov exponents among"
          + " it. LSTM has none of these matrices: flow measures its gradients.",
      "",
      "A network of DL4J's alone takes a table of numbers as they are, a row a time step: first a"
          + " column for each input, then one for each output."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar spectrum --model book.zip",
      "  java -jar tbptt4j.jar spectrum --model book.zip --text book.txt --report spectrum.html"
    })
final class SpectrumCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOnData subject;

  @Option(
      names = "--exponents",
      paramLabel = "N",
      description = "The largest Lyapunov exponents (all up to 128 units, else 32).")
  private Integer exponents;

  @Option(
      names = "--lags",
      paramLabel = "K",
      description = "Steps that Jacobians are multiplied over (20, or 5 from 257 units on).")
  private Integer lags;

  @Option(names = "--json", description = "JSON for programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    CommandLine command = spec.commandLine();
    subject.requireSense();
    Errors.requirePositive(command, "--exponents", exponents);
    Errors.requirePositive(command, "--lags", lags);
    if (!subject.hasData() && (exponents != null || lags != null)) {
      throw Errors.usage(command, "--exponents and --lags are of --text or --csv.");
    }
    ModelOnData.Subject loaded = subject.load();
    JacobianSpectrum spectrum = look(loaded);
    if (subject.report() != null) {
      page(loaded, spectrum).write(subject.report());
    }
    PrintWriter out = command.getOut();
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("model", subject.model().toString());
      tree.putAll(SpectrumText.tree(spectrum));
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree));
    } else {
      out.print(SpectrumText.text(loaded.note(), spectrum));
    }
    out.flush();
    return 0;
  }

  private JacobianSpectrum look(ModelOnData.Subject loaded) {
    if (loaded.data() == null) {
      return loaded.network() instanceof ComputationGraph graph
          ? JacobianSpectrum.of(graph)
          : JacobianSpectrum.of((MultiLayerNetwork) loaded.network());
    }
    ModelOnData.requireLags(lags, loaded.data());
    JacobianSpectrum.Builder builder =
        loaded.network() instanceof ComputationGraph graph
            ? JacobianSpectrum.builder(graph)
            : JacobianSpectrum.builder((MultiLayerNetwork) loaded.network());
    if (exponents != null) {
      builder.exponents(exponents);
    }
    if (lags != null) {
      builder.lags(lags);
    }
    return SingleThreads.call(() -> builder.along(loaded.data())); // the same numbers anywhere
  }

  private DiagnosticsPage page(ModelOnData.Subject loaded, JacobianSpectrum spectrum) {
    DiagnosticsPage page =
        new DiagnosticsPage(
            "Recurrent weights: " + subject.title(),
            "What errors are multiplied by on their way back through time.");
    List<String> findings = new ArrayList<>(SpectrumText.findings(spectrum));
    if (loaded.note() != null) {
      findings.add(loaded.note());
    }
    page.findings(findings);
    page.table("Layers", SpectrumText.layers(spectrum), null);
    for (LayerSpectrum layer : spectrum.layers()) {
      layer
          .trajectory()
          .ifPresent(
              trajectory ->
                  page.table(
                      "Steps back through " + layer.name(),
                      SpectrumText.products(trajectory),
                      null));
    }
    page.note(SpectrumText.meaning(subject.hasData()));
    return page.spectrum(spectrum);
  }
}
