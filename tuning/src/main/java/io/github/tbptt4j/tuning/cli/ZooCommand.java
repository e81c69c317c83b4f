package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.Zoo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what trained models there are, and their cards. */
@Command(
    name = "zoo",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Lists the trained models, those that come along and those that you registered, or shows"
            + " the card of one: how well it does and beside what, what it costs, what it is not"
            + " for, and where it comes from.",
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar zoo",
      "  java -jar tbptt4j.jar zoo language-identifier",
      "  java -jar tbptt4j.jar zoo book.zip --html book.html",
      "  java -jar tbptt4j.jar zoo --register book book.zip",
      "  java -jar tbptt4j.jar zoo --unregister book"
    })
final class ZooCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME|FILE",
      arity = "0..1",
      description = "A model's name, or the file of any (all models).")
  private String model;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the card as one page that needs nothing else.")
  private Path html;

  @Option(names = "--json", description = "JSON for programs.")
  private boolean json;

  @Option(
      names = "--register",
      paramLabel = "NAME",
      description = "Keep a copy of the FILE's model in your zoo, under this name.")
  private String register;

  @Option(
      names = "--unregister",
      paramLabel = "NAME",
      description = "Take a model out of your zoo; its copy is deleted.")
  private String unregister;

  @Override
  public Integer call() throws IOException {
    CommandLine command = spec.commandLine();
    PrintWriter out = command.getOut();
    if (register != null || unregister != null) {
      change();
      return 0;
    }
    if (model == null) {
      if (html != null) {
        throw Errors.usage(command, "--html is for one card: which model's?");
      }
      out.print(json ? array(Zoo.list()) : ZooText.list(Zoo.list()));
      out.flush();
      return 0;
    }
    OutputFile.requireWritable(html);
    ModelCard card = card();
    if (html != null) {
      AtomicFiles.write(html, card.toHtml());
      command.getErr().println(command.getColorScheme().ansi().string("@|bold Card|@: ") + html);
      command.getErr().flush();
    }
    if (json || html == null) {
      out.print(json ? card.toJson() : card.toText());
    }
    out.flush();
    return 0;
  }

  private void change() throws IOException {
    CommandLine command = spec.commandLine();
    if (register != null && unregister != null) {
      throw Errors.usage(command, "--register and --unregister exclude each other.");
    }
    if (json || html != null) {
      throw Errors.usage(command, "--json and --html show a card: leave them out.");
    }
    if ((register == null) != (model == null)) {
      throw Errors.usage(
          command,
          register == null
              ? "--unregister takes a name and nothing else: leave out " + model + "."
              : "--register takes a model's file, too: zoo --register NAME FILE.");
    }
    if (register != null) {
      Errors.parse(command, "--register", register, ZooCommand::free);
      Zoo.register(register, Path.of(model));
    } else {
      Zoo.unregister(unregister);
    }
  }

  private static String free(String name) {
    Zoo.requireFree(name);
    return name;
  }

  private static String array(List<ModelCard> cards) {
    return cards.stream()
        .map(card -> card.toJson().strip())
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private ModelCard card() throws IOException {
    Optional<String> known = NamedModels.named(model);
    if (known.isPresent()) {
      return Zoo.card(known.get());
    }
    Path file = Path.of(model);
    if (!Files.isRegularFile(file)) {
      throw Errors.usage(
          spec.commandLine(),
          "There is no model %s: give %s, or a model's file."
              .formatted(model, String.join(", ", NamedModels.names())));
    }
    OutputFile.requireApart(spec.commandLine(), "--html", html, List.of(file));
    return Zoo.card(file);
  }
}
