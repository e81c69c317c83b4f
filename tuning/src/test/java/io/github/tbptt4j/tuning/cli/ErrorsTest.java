package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ErrorsTest {
  @Test
  void arraysThatDontFitAreNoFaultOfOurs() {
    StringWriter said = new StringWriter();
    CommandLine command = Main.commandLine().setErr(new PrintWriter(said));
    RuntimeException e = new RuntimeException("Allocation failed: [std::bad_alloc]"); // ND4J's

    assertEquals(Main.FAILED, Errors.handle(e, command, false));
    assertEquals(
        "The machine's memory isn't enough for arrays of this size: ask for less.",
        said.toString().strip());
  }
}
