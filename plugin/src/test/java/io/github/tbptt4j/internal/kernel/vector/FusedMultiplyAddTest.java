package io.github.tbptt4j.internal.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** In a Java of its own: its options can't be changed later. */
class FusedMultiplyAddTest {
  private static final int YES = 11;
  private static final int NO = 12;

  @Test
  void aProcessorWithoutTheInstructionIsToldFromOneWithIt() throws Exception {
    assertEquals(NO, exitCode("-XX:-UseFMA"));
    assertEquals(FusedMultiplyAdd.isInstruction() ? YES : NO, exitCode("-Dnothing=else"));
  }

  @Test
  void whereJavaCannotBeAskedItIsTakenForGranted() throws Exception {
    assertEquals(YES, exitCode("--limit-modules=java.base"));
  }

  private static int exitCode(String option) throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            option,
            "-XX:TieredStopAtLevel=1",
            "-classpath",
            System.getProperty("java.class.path"),
            Asked.class.getName())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Tells what it finds by its exit code. */
  static final class Asked {
    private Asked() {}

    public static void main(String[] args) {
      System.exit(FusedMultiplyAdd.isInstruction() ? YES : NO);
    }
  }
}
