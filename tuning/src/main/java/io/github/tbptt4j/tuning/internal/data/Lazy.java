package io.github.tbptt4j.tuning.internal.data;

import java.util.function.Supplier;

/**
 * A value that is made when it is first asked for.
 *
 * @param <T> its type
 */
public final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private T value;

  private Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  /**
   * A value to be.
   *
   * @param maker makes it, once
   * @param <T> its type
   * @return what gives it to any thread
   */
  public static <T> Supplier<T> of(Supplier<T> maker) {
    return new Lazy<>(maker);
  }

  @Override
  public synchronized T get() {
    if (value == null) {
      value = maker.get();
    }
    return value;
  }
}
