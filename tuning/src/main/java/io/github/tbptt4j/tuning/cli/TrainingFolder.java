package io.github.tbptt4j.tuning.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Where {@code train} keeps what it has until the model is written: a sweep of one candidate,
 * beside the model's file.
 *
 * @param path the folder
 */
record TrainingFolder(Path path) {
  private static final String CANDIDATE = "candidates/000";

  static TrainingFolder of(Path model) {
    return new TrainingFolder(model.resolveSibling(model.getFileName() + ".training"));
  }

  void requireSense(boolean resume, CommandLine command) {
    boolean exists = Files.exists(path);
    if (exists && !resume) {
      throw Errors.usage(
          command,
          path
              + " holds a training that was stopped: add --resume to go on, or delete it to begin"
              + " anew.");
    }
    if (!exists && resume) {
      throw Errors.usage(
          command, "There is no " + path + ", so no training to resume: leave out --resume.");
    }
  }

  /** Makes the folder; of two trainings that begin at the same time the second one fails. */
  void create() throws IOException {
    Files.createDirectory(path);
  }

  /** {@return what can be done after an interrupt} */
  String whatIsLeft() {
    return isUseful()
        ? "Interrupted. The training is in "
            + path
            + "; the same command with --resume goes on from there."
        : "Interrupted before anything was trained that could be kept.";
  }

  private boolean isUseful() {
    Path candidate = path.resolve(CANDIDATE);
    return Files.exists(candidate.resolve("checkpoint"))
        || Files.exists(candidate.resolve("model.zip"));
  }

  void deleteUnlessUseful() throws IOException {
    if (Files.exists(path) && !isUseful()) {
      delete();
    }
  }

  void delete() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
