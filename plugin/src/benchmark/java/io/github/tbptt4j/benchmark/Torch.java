package io.github.tbptt4j.benchmark;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * libtorch's side, apart from ours: it needs a newer JavaCPP than DL4J, so its sources are compiled
 * and run with a class path of their own.
 */
final class Torch {
  private final String classPath;

  private Torch(String classPath) {
    this.classPath = classPath;
  }

  /**
   * Compiles libtorch's side.
   *
   * @param sources its directory of sources
   * @param libraries its directory of jars
   * @param ownClasses the classes it shares with this program
   * @throws PeerProcess.Failure if libtorch isn't there
   */
  static Torch compile(Path sources, Path libraries, Path ownClasses) {
    List<Path> jars = files(libraries, ".jar");
    if (jars.isEmpty()) {
      throw new PeerProcess.Failure("there is no build of it for this platform");
    }
    List<String> path = new ArrayList<>(jars.stream().map(Path::toString).toList());
    path.add(ownClasses.toString());
    Path classes = libraries.resolve("classes");
    String separator = System.getProperty("path.separator");
    compile(files(sources, ".java"), String.join(separator, path), classes);
    path.add(classes.toString());
    return new Torch(String.join(separator, path));
  }

  private static void compile(List<Path> sources, String classPath, Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Files.createDirectories(classes);
      List<String> options = List.of("-proc:none", "-cp", classPath, "-d", classes.toString());
      boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new IllegalStateException("libtorch's side doesn't compile:\n" + messages);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path directory, String end) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a JVM of it. */
  PeerProcess start(int threads) {
    return new PeerProcess(
        classPath,
        threads,
        List.of("-Xmx1g"),
        List.of("io.github.tbptt4j.benchmark.TorchPeer", Integer.toString(threads)));
  }
}
