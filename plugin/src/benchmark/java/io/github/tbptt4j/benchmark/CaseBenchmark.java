package io.github.tbptt4j.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** JMH's side of a case on DL4J: every call is a sample, so that there is a median. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CaseBenchmark {
  /** Name of the case. */
  @Param("layer-32x64x128x100")
  public String name;

  /** Whose layers. */
  @Param("OURS")
  public Family family;

  private Work work;

  /** Builds the network. */
  @Setup
  public void prepare() {
    work = family.work(Case.named(name));
  }

  /** What is timed; all of it happens in native memory or in the network. */
  @Benchmark
  public void call() {
    work.run();
  }
}
