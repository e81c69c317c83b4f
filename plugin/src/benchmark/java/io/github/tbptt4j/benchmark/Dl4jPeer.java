package io.github.tbptt4j.benchmark;

import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Our layers or DL4J's, timed by JMH. JMH doesn't fork: this JVM is the fork, one for each peer,
 * setting and round, and it lives beside the other peers' so that they can take turns.
 */
final class Dl4jPeer implements Peer {
  private final Family family;

  private Dl4jPeer(Family family) {
    this.family = family;
  }

  /** Argument: whose layers. */
  public static void main(String[] args) throws IOException {
    Peer.serve(new Dl4jPeer(Family.valueOf(args[0])));
    System.exit(0); // ND4J's threads aren't all daemons
  }

  @Override
  public List<String> forms(Case one) {
    String threads = System.getenv("OMP_NUM_THREADS");
    boolean truncates = one.isTruncated() || one.k1() != one.k2();
    boolean cannot = family == Family.DL4J && truncates;
    boolean mayNot = one.has(Case.Trait.ONE_THREAD) && !"1".equals(threads);
    return cannot || mayNot ? List.of() : List.of("OMP_NUM_THREADS=" + threads);
  }

  @Override
  public Results results(Case one, String form) {
    return family.work(one).results();
  }

  @Override
  public double medianMs(Case one, String form, double warmUpSeconds, double seconds)
      throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(CaseBenchmark.class.getName())
        .param("name", one.name())
        .param("family", family.name())
        .forks(0)
        .warmupIterations(1)
        .warmupTime(seconds(warmUpSeconds))
        .measurementIterations(1)
        .measurementTime(seconds(seconds))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    RunResult result = new Runner(options.build()).runSingle();
    return result.getPrimaryResult().getStatistics().getPercentile(50) / one.updates();
  }

  private static TimeValue seconds(double seconds) {
    return TimeValue.milliseconds(Math.round(1000 * seconds));
  }
}
