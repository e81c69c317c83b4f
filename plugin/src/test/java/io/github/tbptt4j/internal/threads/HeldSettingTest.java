package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeldSettingTest {
  private final AtomicInteger value = new AtomicInteger(4);
  private final HeldSetting setting = new HeldSetting(1, value::get, value::set);

  @Test
  void theLastHolderGivesBackWhatWasBeforeTheFirst() {
    HeldSetting.Hold first = setting.hold();
    HeldSetting.Hold second = setting.hold();
    assertEquals(1, value.get());
    first.close();
    first.close(); // which counts once
    assertEquals(1, value.get());
    second.close();
    assertEquals(4, value.get());
  }

  @Test
  void whatSomebodyElseHasSetMeanwhileStays() {
    try (HeldSetting.Hold hold = setting.hold()) {
      value.set(3);
    }
    assertEquals(3, value.get());
  }

  @Test
  void whoFailedToHoldItIsNoHolder() {
    AtomicBoolean fails = new AtomicBoolean(true);
    HeldSetting failing =
        new HeldSetting(
            1,
            value::get,
            to -> {
              if (fails.get()) {
                throw new UnsatisfiedLinkError("no library");
              }
              value.set(to);
            });
    assertThrows(UnsatisfiedLinkError.class, failing::hold);
    fails.set(false);
    try (HeldSetting.Hold hold = failing.hold()) {
      assertEquals(1, value.get());
    }
    assertEquals(4, value.get());
  }
}
