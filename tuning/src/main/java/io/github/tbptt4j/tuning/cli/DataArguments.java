package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.tuning.data.SequenceData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a sweep's data were on the command line, kept in its folder for whoever needs them again.
 */
final class DataArguments {
  private static final String FILE = "arguments.json";
  private static final Set<String> FILES = Set.of("--text", "--csv");

  private DataArguments() {}

  /** So that the options of one command can be read without it. */
  @Command
  private static final class Data {
    @Mixin private DataOptions data;
  }

  /** Writes the options that were given; paths become absolute. */
  static void write(Path folder, CommandSpec command) throws IOException {
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : new CommandLine(new Data()).getCommandSpec().options()) {
      OptionSpec given = command.findOption(option.longestName());
      if (command.commandLine().getParseResult().hasMatchedOption(given)) {
        add(given, arguments);
      }
    }
    Files.createDirectories(folder);
    AtomicFiles.write(folder.resolve(FILE), new ObjectMapper().writeValueAsString(arguments));
  }

  private static void add(OptionSpec option, List<String> arguments) {
    if (option.getter() != null && isSwitch(option)) {
      boolean on = Boolean.TRUE.equals(option.getValue());
      arguments.add(on ? option.longestName() : option.longestName().replaceFirst("--", "--no-"));
      return;
    }
    for (String value : option.originalStringValues()) {
      arguments.add(option.longestName());
      arguments.add(isPath(option) ? Path.of(value).toAbsolutePath().toString() : value);
    }
  }

  private static boolean isSwitch(OptionSpec option) {
    return option.typeInfo().isBoolean();
  }

  private static boolean isPath(OptionSpec option) {
    return option.auxiliaryTypes()[0] == Path.class;
  }

  /**
   * The data of a sweep's folder, but for what is given: with a file that lies elsewhere now, the
   * rest is as it was.
   *
   * @param given the options of a command
   * @param command the command
   * @throws IllegalArgumentException if the folder doesn't say what they were, and nothing is given
   */
  static SequenceData read(Path folder, DataOptions given, CommandSpec command) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return given(
          given,
          folder + " doesn't say where its data are: give them, with --text or --csv, as then.");
    }
    CommandLine there = new CommandLine(new Data()).setCaseInsensitiveEnumValuesAllowed(true);
    try {
      List<String> arguments =
          new ObjectMapper().readValue(Files.readAllBytes(file), new TypeReference<>() {});
      there.parseArgs(arguments.toArray(String[]::new));
    } catch (JsonProcessingException | CommandLine.ParameterException | NullPointerException e) {
      return given(given, file + " is damaged: give the data, with --text or --csv, as then.");
    }
    if (given.isGiven() && given.isText() != there.getParseResult().hasMatchedOption("--text")) {
      return given.data(); // of another kind, which will be refused as such
    }
    Data data = new Data();
    try {
      new CommandLine(data)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(merged(there, given, command).toArray(String[]::new));
      return data.data.data();
    } catch (CommandLine.ParameterException e) {
      throw Errors.usage(command.commandLine(), e.getMessage());
    }
  }

  private static SequenceData given(DataOptions given, String otherwise) throws IOException {
    if (!given.isGiven()) {
      throw new IllegalArgumentException(otherwise);
    }
    return given.data();
  }

  private static List<String> merged(CommandLine there, DataOptions given, CommandSpec command) {
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : there.getCommandSpec().options()) {
      OptionSpec ofCommand = command.findOption(option.longestName());
      boolean isFile = FILES.contains(option.longestName());
      if (command.commandLine().getParseResult().hasMatchedOption(ofCommand)) {
        add(ofCommand, arguments);
      } else if (there.getParseResult().hasMatchedOption(option) && !(isFile && given.isGiven())) {
        add(option, arguments);
      }
    }
    return arguments;
  }
}
