package io.github.tbptt4j;

/** Gives back a system property's value when it is closed. */
public final class SystemProperty implements AutoCloseable {
  private final String name;
  private final String before;

  /** Remembers the value. */
  public SystemProperty(String name) {
    this.name = name;
    this.before = System.getProperty(name);
  }

  /** Remembers the value and sets another. */
  public SystemProperty(String name, String value) {
    this(name);
    System.setProperty(name, value);
  }

  @Override
  public void close() {
    if (before == null) {
      System.clearProperty(name);
    } else {
      System.setProperty(name, before);
    }
  }
}
