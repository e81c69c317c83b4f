package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.internal.data.Excerpt;
import io.github.tbptt4j.tuning.internal.data.TextFile;
import io.github.tbptt4j.tuning.internal.forecast.ModelFile;
import io.github.tbptt4j.tuning.internal.sweep.Models;
import io.github.tbptt4j.tuning.table.TableSource;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A model that is looked into, data that it runs over, and a page of what came of it. */
final class ModelOnData {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description =
          "A file that train wrote, the folder of a sweep, whose best model is taken, or any file"
              + " of DL4J's with a network.")
  private Path model;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "A text in UTF-8, for a model of train --text: it is read by its alphabet.")
  private Path text;

  @Mixin private TableOptions table;

  @Option(
      names = "--steps",
      paramLabel = "T",
      description = "Time steps of each example (200, or all of shorter series).")
  private Integer steps;

  @Option(
      names = "--examples",
      paramLabel = "B",
      description = "Examples, spread over the data (16, or as many as there are).")
  private Integer examples;

  @Option(
      names = "--report",
      paramLabel = "PAGE.html",
      description = "Write a page with figures, too; it needs nothing else.")
  private Path report;

  /**
   * What is looked into.
   *
   * @param network of either kind
   * @param data features and labels; null where none were given
   * @param note what is to know of the data; null for nothing
   */
  record Subject(Model network, DataSet data, String note) {}

  boolean hasData() {
    return text != null || table.isGiven();
  }

  /** Before the work: options fit together, and the page can be written over nothing read. */
  void requireSense() throws IOException {
    CommandLine command = spec.commandLine();
    if (text != null && table.isGiven()) {
      throw Errors.usage(command, "--text and --csv exclude each other.");
    }
    table.requireNoneWithoutFiles();
    if (steps != null && steps < 2) {
      throw Errors.usage(
          command, "--steps (" + steps + ") must be at least 2: there is nothing before one step.");
    }
    Errors.requirePositive(command, "--examples", examples);
    if (!hasData() && (steps != null || examples != null)) {
      throw Errors.usage(command, "--steps and --examples are of --text or --csv.");
    }
    requireReport(List.of());
  }

  /** Sees that the page can be written and is none of the files that are read. */
  void requireReport(List<Path> others) throws IOException {
    OutputFile.requireWritable(report);
    List<Path> read = new ArrayList<>(table.files());
    read.add(model);
    read.addAll(others);
    if (text != null) {
      read.add(text);
    }
    OutputFile.requireApart(spec.commandLine(), "--report", report, read);
  }

  Path model() {
    return model;
  }

  /** {@return where the page goes; null for none} */
  Path report() {
    return report;
  }

  /** {@return what is looked into, in a few words} */
  String title() {
    if (!hasData()) {
      return model.getFileName().toString();
    }
    return ForecastPages.title(model, text == null ? table.files() : List.of(text));
  }

  /**
   * Sees that an example has so many steps before its last one.
   *
   * @param lags null for none asked for
   */
  static void requireLags(Integer lags, DataSet data) {
    long steps = data.getFeatures().size(2);
    if (lags != null && lags >= steps) {
      throw new IllegalArgumentException(
          "--lags (%d) must be at most %d, because the examples have %d steps: give a smaller --lags, or --steps of at least %d."
              .formatted(lags, steps - 1, steps, lags + 1L));
    }
  }

  Subject load() throws IOException {
    if (text != null) {
      return ofText();
    }
    return table.isGiven() ? ofTable() : new Subject(network(model), null, null);
  }

  /** {@return the network in any file that holds one, or the best of a sweep} */
  static Model network(Path model) throws IOException {
    if (!Files.exists(model)) {
      throw new NoSuchFileException(model.toString());
    }
    if (!Files.isDirectory(model)) {
      return Models.read(model);
    }
    SweepResult sweep = SweepResult.read(model);
    int best =
        sweep
            .best()
            .orElseThrow(() -> new IllegalArgumentException(model + " has no model yet."))
            .index();
    return sweep.loadModel(best);
  }

  private Subject ofText() throws IOException {
    TextGenerator generator = generator();
    Vocabulary alphabet = generator.vocabulary();
    int[] symbols = alphabet.encode(TextFile.read(text));
    if (symbols.length < 3) {
      throw new IllegalArgumentException(
          text
              + " has "
              + symbols.length
              + " characters: to look back from one to another takes at least 3.");
    }
    TextExamples series = new TextExamples(symbols, alphabet.size());
    Excerpt excerpt = new Excerpt(steps);
    excerpt.add(series, series.length());
    return new Subject(
        generator.network(),
        excerpt.minibatch(examples, alphabet.size(), alphabet.size()),
        unknown(symbols));
  }

  private TextGenerator generator() throws IOException {
    try {
      return TextModels.load(model);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (!isNetwork()) {
        throw e; // damaged
      }
      throw new IllegalArgumentException(
          e.getMessage()
              + " A text is read by the alphabet that is in a file of train --text; a network of"
              + " DL4J's alone has none.",
          e);
    }
  }

  private boolean isNetwork() {
    try {
      Models.read(model);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static String unknown(int[] symbols) {
    long unknown = Arrays.stream(symbols).filter(symbol -> symbol == Vocabulary.UNKNOWN).count();
    return unknown == 0
        ? null
        : String.format(
            Locale.ROOT,
            "%,d of the %,d characters are none that the model knows (%.2g %%).",
            unknown,
            symbols.length,
            100.0 * unknown / symbols.length);
  }

  private Subject ofTable() throws IOException {
    if (Files.isRegularFile(model) && !ModelFile.isOfTable(model)) {
      Model network = network(model);
      PlainExamples series = PlainExamples.of(network, table.reader().scan(table.files()));
      Excerpt excerpt = new Excerpt(steps);
      excerpt.add(series, series.length());
      return new Subject(
          network,
          excerpt.minibatch(examples, series.inputs(), series.outputs()),
          "The model knows nothing of columns: numbers are taken as they are, inputs first.");
    }
    TableModel loaded = TableModel.load(model);
    TableSource source = table.reader(loaded).scan(table.files());
    return new Subject(loaded.network(), loaded.minibatch(source, steps, examples), null);
  }
}
