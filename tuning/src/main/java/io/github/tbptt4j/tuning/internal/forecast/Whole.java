package io.github.tbptt4j.tuning.internal.forecast;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;

/** Sees that nothing lacks in what was read from a file: Jackson doesn't for records. */
final class Whole {
  private Whole() {}

  static void require(Object content) throws IOException {
    require(content, "its content");
  }

  private static void require(Object value, String name) throws IOException {
    if (value == null) {
      throw new IOException(name + " is null.");
    }
    if (value instanceof Record all) {
      for (RecordComponent part : all.getClass().getRecordComponents()) {
        Object inner = part(all, part.getAccessor());
        if (inner != null || !part.isAnnotationPresent(MayBeNull.class)) {
          require(inner, part.getName());
        }
      }
    } else if (value instanceof Collection<?> all) {
      for (Object one : all) {
        require(one, "a part of " + name);
      }
    } else if (value instanceof Map<?, ?> all) {
      require(all.values(), name);
    } else if (value.getClass().isArray() && !value.getClass().getComponentType().isPrimitive()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        require(Array.get(value, i), "a part of " + name);
      }
    }
  }

  private static Object part(Object all, Method accessor) {
    try {
      accessor.setAccessible(true); // for private records
      return accessor.invoke(all);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
