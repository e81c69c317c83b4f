package io.github.tbptt4j.tuning.internal.sweep;

import java.io.IOException;
import java.util.regex.Pattern;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.deser.DeserializationProblemHandler;
import org.nd4j.shade.jackson.databind.jsontype.TypeIdResolver;

/** Finds the classes that files of earlier versions know by the package they were in then. */
public final class MovedClasses extends DeserializationProblemHandler {
  private static final Pattern FORMER_PACKAGES =
      Pattern.compile("^io\\.github\\.tbptt4j\\.tuning\\.(space|search)\\.");

  /**
   * Translates.
   *
   * @param name of a class, of any time
   * @return its name of today
   */
  public static String presentName(String name) {
    return FORMER_PACKAGES.matcher(name).replaceFirst("io.github.tbptt4j.tuning.arbiter.");
  }

  @Override
  public JavaType handleUnknownTypeId(
      DeserializationContext context,
      JavaType baseType,
      String name,
      TypeIdResolver resolver,
      String failure)
      throws IOException {
    String present = presentName(name);
    return present.equals(name) ? null : resolver.typeFromId(context, present);
  }
}
