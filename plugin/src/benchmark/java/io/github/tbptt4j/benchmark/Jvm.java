package io.github.tbptt4j.benchmark;

import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;

/** Options of the JVMs that DL4J runs in, with our layers or its own. */
final class Jvm {
  private static final String VECTOR_API = "jdk.incubator.vector";

  private Jvm() {}

  /** {@return these options, and the Vector API where this Java has it: the fastest kernel's} */
  static List<String> options(String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    if (ModuleFinder.ofSystem().find(VECTOR_API).isPresent()) {
      all.addAll(List.of("--add-modules", VECTOR_API));
    }
    return all;
  }
}
