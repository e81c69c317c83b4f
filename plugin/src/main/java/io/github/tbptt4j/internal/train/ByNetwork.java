package io.github.tbptt4j.internal.train;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;

/**
 * A value for each of several networks, which threads may train at the same time. Networks are
 * compared by identity (DL4J's {@code equals} compares parameters) and held weakly, so that one
 * whose training broke off isn't kept alive.
 *
 * @param <V> what is kept; it must not refer to the network
 */
public final class ByNetwork<V> {
  private final Map<Key, V> values = new HashMap<>();
  private final ReferenceQueue<Model> gone = new ReferenceQueue<>();

  private static final class Key extends WeakReference<Model> {
    private final int hash;

    Key(Model network, ReferenceQueue<Model> gone) {
      super(network, gone);
      hash = System.identityHashCode(network);
    }

    @Override
    public boolean equals(Object other) {
      if (this == other) {
        return true;
      }
      Model mine = get();
      return mine != null && other instanceof Key key && key.refersTo(mine);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** No values. */
  public ByNetwork() {}

  /**
   * Keeps a value.
   *
   * @param network whose value
   * @param value the value
   */
  public synchronized void put(Model network, V value) {
    forgetGone();
    values.put(new Key(network, gone), value);
  }

  /**
   * Keeps a value if there is none.
   *
   * @param network whose value
   * @param value the value
   * @return whether there was none
   */
  public synchronized boolean putIfAbsent(Model network, V value) {
    forgetGone();
    return values.putIfAbsent(new Key(network, gone), value) == null;
  }

  private void forgetGone() {
    for (Object key = gone.poll(); key != null; key = gone.poll()) {
      values.remove(key);
    }
  }

  /**
   * Takes a value out.
   *
   * @param network whose value
   * @return the value, if there was one
   */
  public synchronized Optional<V> remove(Model network) {
    return Optional.ofNullable(values.remove(new Key(network, null)));
  }
}
