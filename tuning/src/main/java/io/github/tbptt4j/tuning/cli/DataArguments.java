package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.tuning.data.SequenceData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
   * The data of a sweep's folder.
   *
   * @throws IllegalArgumentException if the folder doesn't say what they were
   */
  static SequenceData read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          folder + " doesn't say where its data are: give them, with --text or --csv, as then.");
    }
    List<String> arguments;
    try {
      arguments = new ObjectMapper().readValue(Files.readAllBytes(file), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file + " is damaged: give the data, with --text or --csv, as then.", e);
    }
    Data command = new Data();
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.toArray(String[]::new));
    return command.data.data();
  }
}
