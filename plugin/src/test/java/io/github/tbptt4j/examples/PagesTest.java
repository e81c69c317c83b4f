package io.github.tbptt4j.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README and the pages say of the repository is so. */
class PagesTest {
  private static final int LONGEST_README = 130;

  static List<Path> pages() {
    return Pages.all();
  }

  @Test
  void theReadmeIsNoLongerThanAMinute() {
    long lines = Pages.text(Pages.README).lines().count();
    assertTrue(lines <= LONGEST_README, "The README has " + lines + " lines: move some to a page");
  }

  @Test
  void everyPageIsReachedFromTheReadme() {
    Set<Path> reached = files(Pages.README).collect(Collectors.toSet());
    for (Path page : pages()) {
      assertTrue(
          page.equals(Pages.README) || reached.contains(page.normalize()),
          page + " has no link in the README");
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyBlockOfJavaIsCompiled(Path page) {
    List<String> compiled = compiledBlocks();
    for (String shown : blocks("```java\n(.*?)```", page)) {
      assertTrue(compiled.contains(shown), "No example has, marked:\n" + shown);
    }
  }

  @Test
  void everyMarkedExampleIsShown() {
    List<String> shown =
        pages().stream().flatMap(page -> blocks("```java\n(.*?)```", page).stream()).toList();
    List<String> compiled = compiledBlocks();
    assertFalse(compiled.isEmpty());
    for (String block : compiled) {
      assertTrue(shown.contains(block), "No page shows:\n" + block);
    }
  }

  private static List<String> compiledBlocks() {
    return Pages.examples().stream()
        .flatMap(file -> blocks("// README: the [\\w ]+\n(.*?) *// README: end", file).stream())
        .toList();
  }

  private static List<String> blocks(String regex, Path file) {
    return Pages.found(regex, file).stream()
        .map(block -> block.stripTrailing().stripIndent())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadToFilesAndHeadings(Path page) {
    for (String link : links(page)) {
      Path file = target(page, link);
      assertTrue(Files.exists(file), "There is no " + file + ", link " + link);
      if (link.contains("#")) {
        String heading = link.substring(link.indexOf('#') + 1);
        List<String> headings =
            Pages.found("^#+ (.*?)$", file).stream().map(PagesTest::anchor).toList();
        assertTrue(headings.contains(heading), "No heading for " + link + ": " + headings);
      }
    }
  }

  private static List<String> links(Path page) {
    return Pages.found("\\]\\(([^)\\s]+)\\)", page).stream()
        .filter(link -> !link.startsWith("https://"))
        .toList();
  }

  private static Stream<Path> files(Path page) {
    return links(page).stream().map(link -> target(page, link));
  }

  private static Path target(Path page, String link) {
    String file = link.replaceAll("#.*", "");
    return file.isEmpty() ? page : page.getParent().resolve(file).normalize();
  }

  /** As GitHub makes it of a heading. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsNameWhatIsThere(Path page) {
    Set<String> classes = names(Pages.sources());
    for (String program : Pages.found("(io\\.github(?:\\.[a-z]\\w*)*\\.[A-Z]\\w*)", page)) {
      String file = "/" + program.replace('.', '/') + ".java";
      assertTrue(isSource(source -> source.endsWith(file)), "There is no program " + program);
    }
    for (String test : Pages.found("-Dtest=(\\w+)", page)) {
      assertTrue(classes.contains(test), "There is no test " + test);
    }
    for (String profile : Pages.found("mvn [^\n]*-P(\\w+)", page)) {
      String id = "<id>" + profile + "</id>";
      assertTrue(
          Stream.of(
                  "pom.xml",
                  "plugin/pom.xml",
                  "zoo/pom.xml",
                  "tuning/pom.xml",
                  "tuning/spark/pom.xml")
              .anyMatch(pom -> Pages.text(Pages.ROOT.resolve(pom)).contains(id)),
          "There is no profile " + profile);
    }
  }

  private static boolean isSource(Predicate<String> path) {
    return Pages.sources().stream().anyMatch(file -> path.test(file.toString().replace('\\', '/')));
  }

  /** The classes of the project, and what it imports of others'. */
  @Test
  void pagesForContributorsNameClassesThatExist() {
    Set<String> known = names(Pages.sources());
    for (Path source : Pages.sources()) {
      known.addAll(Pages.found("^import (?:static )?[\\w.]*\\.([A-Z]\\w+)", source));
    }
    int named = 0;
    for (String page : List.of("code.md", "kernels.md")) {
      for (String name :
          Pages.found("`([A-Z]\\w*[a-z]\\w*)(?:\\.\\w+)?`", Path.of("doc").resolve(page))) {
        named++;
        assertTrue(known.contains(name), page + " names " + name + ", which isn't there");
      }
    }
    assertTrue(named > 50, named + " classes were found");
  }

  @Test
  void theMapHasEveryRoom() {
    String map = Pages.text(Path.of("doc/code.md"));
    List<String> rooms =
        Pages.sources().stream()
            .filter(source -> source.endsWith("package-info.java"))
            .flatMap(
                file ->
                    Pages.found("^package io\\.github\\.tbptt4j\\.internal\\.(.*?);", file)
                        .stream())
            .toList();
    assertFalse(rooms.isEmpty());
    for (String room : rooms) {
      assertTrue(
          map.lines().anyMatch(line -> line.startsWith("| `" + room + "` |")),
          "code.md has no room " + room);
    }
  }

  private static Set<String> names(List<Path> sources) {
    return sources.stream()
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void foldersThatAreNamedExist(Path page) {
    for (String path : Pages.found("`((?:plugin|zoo|tuning|\\.mvn)/[\\w./-]+)`", page)) {
      boolean made = path.contains("/target/");
      assertTrue(made || Files.exists(Pages.ROOT.resolve(path)), "There is no " + path);
    }
  }
}
