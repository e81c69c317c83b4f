package io.github.tbptt4j.tuning.arbiter;

import java.io.InvalidClassException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which classes the files of a sweep may name. A file can name any class that Java finds, and to
 * make an object of one may run its code: so only those that spaces are made of are looked for.
 */
final class KnownClasses {
  /** More of them, for spaces with classes of somebody's own. */
  private static final String PROPERTY = "tbptt4j.classes";

  /** Whose classes are known, those of packages below them not. */
  private static final Set<String> PACKAGES =
      Set.of(
          "io.github.tbptt4j",
          "io.github.tbptt4j.tuning.arbiter",
          "io.github.tbptt4j.tuning.search", // of earlier versions
          "io.github.tbptt4j.tuning.space",
          "org.deeplearning4j.arbiter",
          "org.deeplearning4j.arbiter.adapter",
          "org.deeplearning4j.arbiter.dropout",
          "org.deeplearning4j.arbiter.optimize.api",
          "org.deeplearning4j.arbiter.optimize.api.adapter",
          "org.deeplearning4j.arbiter.optimize.distribution");

  /** Whose classes are known, and those of packages below them. */
  private static final List<String> PREFIXES =
      List.of(
          "org.deeplearning4j.arbiter.conf.",
          "org.deeplearning4j.arbiter.layers.",
          "org.deeplearning4j.arbiter.optimize.parameter.",
          "org.deeplearning4j.nn.conf.",
          "org.deeplearning4j.nn.weights.",
          "org.nd4j.linalg.activations.",
          "org.nd4j.linalg.learning.",
          "org.nd4j.linalg.lossfunctions.",
          "org.nd4j.linalg.schedule.",
          "org.apache.commons.math3.distribution.",
          "java.util.Collections$");

  private static final Set<String> CLASSES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Short",
          "java.lang.String",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.CollSer", // of List.of and its kind
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.Map$Entry",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "org.deeplearning4j.nn.api.layers.LayerConstraint",
          "org.nd4j.linalg.api.buffer.DataType");

  private KnownClasses() {}

  static boolean isKnown(String name) {
    return CLASSES.contains(name)
        || PACKAGES.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))))
        || PREFIXES.stream().anyMatch(name::startsWith)
        || named().anyMatch(one -> one.endsWith(".") ? name.startsWith(one) : name.equals(one));
  }

  private static Stream<String> named() {
    return Stream.of(System.getProperty(PROPERTY, "").split(","))
        .map(String::trim)
        .filter(one -> !one.isEmpty());
  }

  /**
   * Refuses.
   *
   * @throws InvalidClassException if the class isn't known; the message says what to do
   */
  static void require(String name) throws InvalidClassException {
    if (!isKnown(name)) {
      throw new InvalidClassException(refusal(name));
    }
  }

  static String refusal(String name) {
    return "it names the class %s, which spaces aren't made of and whose code could do anything. If it is yours, start Java with -D%s=%s"
        .formatted(name, PROPERTY, name);
  }
}
