package io.github.tbptt4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README and the pages that it leads to, and what of the repository they speak of. */
final class Pages {
  /** Tests run in a module's folder. */
  static final Path ROOT = Path.of("..");

  static final Path README = ROOT.resolve("README.md");

  /** Those with pages. */
  private static final List<String> MODULES = List.of("plugin", "zoo", "tuning");

  private static final List<String> SOURCES = List.of("plugin", "zoo", "tuning", "tuning/spark");

  private Pages() {}

  /** {@return the README and all pages} */
  static List<Path> all() {
    List<Path> pages = new ArrayList<>(List.of(README));
    for (String module : MODULES) {
      pages.addAll(files(ROOT.resolve(module).resolve("doc"), name -> name.endsWith(".md")));
    }
    return pages;
  }

  /** {@return all of Java that is compiled, tests and programs included} */
  static List<Path> sources() {
    return SOURCES.stream()
        .flatMap(
            module ->
                files(ROOT.resolve(module).resolve("src"), name -> name.endsWith(".java")).stream())
        .toList();
  }

  /** {@return the sources of examples, which may be shown on pages} */
  static List<Path> examples() {
    return SOURCES.stream()
        .flatMap(
            module ->
                files(ROOT.resolve(module).resolve("src/examples"), name -> name.endsWith(".java"))
                    .stream())
        .toList();
  }

  /** {@return the first group of everything in a file that a pattern finds} */
  static List<String> found(String regex, Path file) {
    return Pattern.compile(regex, Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(text(file))
        .results()
        .map(Pages::firstGroup)
        .toList();
  }

  private static String firstGroup(MatchResult result) {
    return result.group(1);
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder, Predicate<String> name) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> name.test(file.getFileName().toString())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
