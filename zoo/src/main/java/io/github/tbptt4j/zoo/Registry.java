package io.github.tbptt4j.zoo;

import io.github.tbptt4j.internal.files.AtomicFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.deeplearning4j.common.resources.DL4JResources;
import org.deeplearning4j.common.resources.ResourceType;

/** Models of a user's own, by name: a folder with a file for each. */
final class Registry {
  private static final String ENDING = ".model";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path folder;
  private final Set<String> taken;

  /**
   * A registry.
   *
   * @param folder where the files are; made when the first comes
   * @param taken names that can't be given
   */
  Registry(Path folder, Set<String> taken) {
    this.folder = folder;
    this.taken = taken;
  }

  /** {@return the one of {@value Zoo#FOLDER}, or that in DL4J's folder of models} */
  static Registry ofUser(Set<String> taken) {
    String folder = System.getProperty(Zoo.FOLDER);
    return new Registry(
        folder == null
            ? DL4JResources.getDirectory(ResourceType.ZOO_MODEL, "registered").toPath()
            : Path.of(folder),
        taken);
  }

  /** {@return the names of all models, sorted} */
  List<String> names() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  /** {@return whether there is a model of this name} */
  boolean has(String name) {
    return NAME.matcher(name).matches() && Files.isRegularFile(path(name));
  }

  /** {@return the file of a model} */
  Path file(String name) throws IOException {
    if (!has(name)) {
      throw new IOException(
          "No model is registered as %s: there are %s.".formatted(name, those(names())));
    }
    return path(name);
  }

  private static String those(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private Path path(String name) {
    return folder.resolve(name + ENDING);
  }

  /** Puts a verified model into the folder; of two at a time the second finds the name taken. */
  void add(String name, byte[] model) throws IOException {
    requireFree(name);
    Files.createDirectories(folder);
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        assert lock.isValid();
        requireFree(name);
        AtomicFiles.write(path(name), out -> out.write(model));
      }
    }
  }

  /** Sees that a model can be registered under a name. */
  void requireFree(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" can't be a model's name: give up to 64 of a-z, 0-9, '.', '_' and '-', the first a letter or digit."
              .formatted(name));
    }
    if (taken.contains(name)) {
      throw new IllegalArgumentException(
          name + " is the name of a model that comes along: give another one.");
    }
    if (has(name)) {
      throw new IllegalArgumentException(
          "There is a model %s already (%s): give another name, or unregister that one first."
              .formatted(name, path(name)));
    }
  }

  /** Takes a model out, damaged or not. */
  void remove(String name) throws IOException {
    Files.delete(file(name));
  }
}
