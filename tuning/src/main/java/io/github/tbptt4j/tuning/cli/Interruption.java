package io.github.tbptt4j.tuning.cli;

/**
 * Says what to do next when the program is interrupted, by Ctrl-C for instance, before its end. The
 * JVM then ends with exit code 130; what a sweep has finished is on disk already.
 */
final class Interruption {
  private final Thread hook;

  private Interruption(String message) {
    hook = new Thread(() -> System.err.println("\n" + message), "tbptt4j-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static Interruption saying(String message) {
    return new Interruption(message);
  }

  void end() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already: the message is due.
    }
  }
}
