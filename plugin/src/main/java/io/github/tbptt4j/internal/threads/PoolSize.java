package io.github.tbptt4j.internal.threads;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many threads one call may use, the caller's among them: the system property {@value
 * Workers#PROPERTY} or one a processor, as it is when first asked for.
 */
final class PoolSize {
  /** More than any machine that one process is meant for has processors. */
  static final int LARGEST = 1024;

  private static final Logger log = LoggerFactory.getLogger(PoolSize.class);

  private final int threads;

  /** The property's value, or null where it was not set. */
  private final String value;

  private final AtomicBoolean hasWarned = new AtomicBoolean();

  /**
   * A size.
   *
   * @param value the property's, or null where it is not set
   * @param processors what there are
   */
  PoolSize(String value, int processors) {
    this.value = value;
    this.threads = value == null ? Math.min(processors, LARGEST) : parse(value);
  }

  /**
   * What is asked for now.
   *
   * @throws IllegalArgumentException if that isn't a number from 1 to {@value #LARGEST}
   */
  static PoolSize asked() {
    return new PoolSize(
        System.getProperty(Workers.PROPERTY), Runtime.getRuntime().availableProcessors());
  }

  int threads() {
    return threads;
  }

  /** Says once, at WARN, that the property has been changed in vain. */
  void warnIfChanged() {
    String now = System.getProperty(Workers.PROPERTY);
    if (!Objects.equals(now, value) && hasWarned.compareAndSet(false, true)) {
      log.warn(
          "{} is now {}, but was {} when it was first needed: the pool keeps its {} threads. Set it"
              + " when Java is started.",
          Workers.PROPERTY,
          quoted(now),
          quoted(value),
          threads);
    }
  }

  private static String quoted(String value) {
    return value == null ? "not set" : "\"" + value + "\"";
  }

  private static int parse(String value) {
    int threads = 0;
    try {
      threads = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      // Refused below, like a number that is too small.
    }
    if (threads < 1 || threads > LARGEST) {
      throw new IllegalArgumentException(
          Workers.PROPERTY
              + " (\""
              + value
              + "\") must be a number from 1 to "
              + LARGEST
              + ": set it to how many threads may work on one network, or remove it to have one a"
              + " processor.");
    }
    return threads;
  }
}
