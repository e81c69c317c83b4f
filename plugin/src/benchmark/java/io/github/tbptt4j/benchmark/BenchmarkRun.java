package io.github.tbptt4j.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;

/**
 * Times this project beside libtorch and DL4J's SimpleRnn: checks their results against each other,
 * measures, prints a table and writes results.json.
 *
 * <pre>
 * mvn -q -B -pl plugin -am -Pbenchmark verify \
 *   [-Dbenchmark.quick] [-Dbenchmark.memory] [-Dbenchmark.cases=lm]
 * </pre>
 *
 * <p>The short run leaves memory out, unless {@code benchmark.memory} asks for it.
 */
public final class BenchmarkRun {
  private static final List<String> JVM_OPTIONS =
      Jvm.options("-Xmx1g", "-XX:+UseParallelGC", "-Djmh.ignoreLock=true");

  private BenchmarkRun() {}

  /** Arguments: the module's directory, and the beginning of the names of the cases to run. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path module = Path.of(args[0]);
    Path directory = module.resolve("target").resolve("benchmark");
    List<Case> cases = cases(args.length > 1 ? args[1] : "");
    boolean quick = Boolean.getBoolean("benchmark.quick");
    Contender torch = torch(module, directory);
    Contender dl4j = onDl4j("DL4J", Family.DL4J);
    Comparison comparison =
        new Comparison(
            onDl4j("ours", Family.OURS),
            torch,
            dl4j,
            quick ? Schedule.QUICK : Schedule.FULL,
            BenchmarkRun::progress);

    List<Measurement> rows = comparison.run(cases);

    System.out.println();
    System.out.println(Machine.describe());
    System.out.printf(
        Locale.ROOT, "Limit: large sgemm, %.0f GFLOP/s%n%n", comparison.flopPerMs() / 1e6);
    System.out.println(Table.of(rows));
    System.out.println(Table.settings(rows));
    System.out.print(torch.explainAbsences() + dl4j.explainAbsences());
    Path file = directory.resolve("results.json");
    Files.createDirectories(directory);
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), rows);
    System.out.println("Written: " + module.relativize(file));
    if (!quick || Boolean.getBoolean("benchmark.memory")) {
      progress("memory");
      System.out.println();
      System.out.print(MemoryReport.create());
    }
  }

  private static void progress(String line) {
    long seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000;
    System.err.printf("  %3d s  %s%n", seconds, line);
  }

  /** A truncated case brings full BPTT, with which it's compared. */
  private static List<Case> cases(String prefix) {
    List<Case> chosen = Case.all().stream().filter(one -> one.name().startsWith(prefix)).toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("No case's name begins with \"" + prefix + "\".");
    }
    boolean truncated = chosen.stream().anyMatch(Case::isTruncated);
    return Case.all().stream()
        .filter(one -> chosen.contains(one) || (truncated && one.equals(Case.FULL_BPTT)))
        .toList();
  }

  private static Contender onDl4j(String name, Family family) {
    return new Contender(
        name,
        threads ->
            new PeerProcess(
                System.getProperty("java.class.path"),
                threads,
                JVM_OPTIONS,
                List.of(Dl4jPeer.class.getName(), family.name())));
  }

  private static Contender torch(Path module, Path directory) {
    try {
      Torch torch =
          Torch.compile(
              module.resolve("src/benchmark-torch/java"),
              directory.resolve("torch"),
              module.resolve("target/test-classes"));
      return new Contender("libtorch", torch::start);
    } catch (PeerProcess.Failure e) {
      return Contender.absent("libtorch", e.getMessage());
    }
  }
}
