package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.SequenceModel;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says in which language texts are written. */
@Command(
    name = "identify",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Says in which language texts are written, one a line: the line's number, the language's code"
          + " and the confidence, from 0 to 1; of several files the file's name before them. The"
          + " first 1,000 characters of a line are read. A line without a letter is "
          + LabelWriter.UNKNOWN
          + ".",
      "zoo language-identifier shows what the model knows, and how well."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar identify letters.txt",
      "  cut -f3 mails.tsv | java -jar tbptt4j.jar identify --top 3 --format jsonl --to"
          + " labels.jsonl",
      "  java -jar tbptt4j.jar identify letters.txt | cut -f2 | sort | uniq -c"
    })
final class IdentifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LabelOptions options;

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      defaultValue = "language-identifier",
      description =
          "An identifier of the zoo, registered ones among them, or a file of one, as train"
              + " --fine-tune writes it (${DEFAULT-VALUE}).")
  private String model;

  @Option(
      names = "--languages",
      paramLabel = "CODE",
      split = ",",
      description =
          "The only languages that the texts can be in, such as da,nb,sv: relatives are better told"
              + " apart if some of them can't be (all that the model knows).")
  private String[] languages;

  @Override
  public Integer call() throws IOException {
    options.requireSense(spec.commandLine());
    SequenceModel<?> loaded = NamedModels.load(spec.commandLine(), "--model", model);
    if (!(loaded instanceof LanguageIdentifier all)) {
      throw NamedModels.wrongKind(spec.commandLine(), "--model", model, loaded);
    }
    LanguageIdentifier identifier = languages == null ? all : all.restrictedTo(languages);
    int labels = identifier.languages().size();
    LabelRun.run(options, labels, identifier::identify, spec.commandLine());
    return 0;
  }
}
