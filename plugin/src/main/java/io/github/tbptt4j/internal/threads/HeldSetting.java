package io.github.tbptt4j.internal.threads;

import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * A setting of the whole process that several may need at the same value at the same time: the
 * first one sets it, the last one gives back what was before.
 */
public final class HeldSetting {
  private final int held;
  private final IntSupplier get;
  private final IntConsumer set;
  private int holders;
  private int before;

  /**
   * A setting that nobody holds, yet.
   *
   * @param held the value to hold it at
   * @param get reads it
   * @param set writes it
   */
  public HeldSetting(int held, IntSupplier get, IntConsumer set) {
    this.held = held;
    this.get = get;
    this.set = set;
  }

  /**
   * Holds the setting. If that fails, nobody has become a holder.
   *
   * @return to be closed, by any thread
   */
  public synchronized Hold hold() {
    if (holders == 0) {
      before = get.getAsInt();
      if (before != held) {
        set.accept(held);
      }
    }
    holders++;
    return new Hold(this);
  }

  /** Somebody who has set it to another value meanwhile keeps that. */
  private synchronized void release() {
    holders--;
    if (holders == 0 && before != held && get.getAsInt() == held) {
      set.accept(before);
    }
  }

  /** One that needs the setting. */
  public static final class Hold implements AutoCloseable {
    private HeldSetting setting;

    private Hold(HeldSetting setting) {
      this.setting = setting;
    }

    @Override
    public synchronized void close() {
      if (setting != null) {
        HeldSetting held = setting;
        setting = null;
        held.release();
      }
    }
  }
}
