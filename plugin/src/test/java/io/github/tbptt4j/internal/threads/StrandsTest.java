package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Pieces of work shared out among threads. */
class StrandsTest {

  /** Counts its pieces, and whether two threads were in it at once. */
  private static final class Counted implements Strand {
    private final int length;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicBoolean shared = new AtomicBoolean();
    private int pieces;

    Counted(int length) {
      this.length = length;
    }

    @Override
    public boolean advance() {
      if (inside.incrementAndGet() > 1) {
        shared.set(true);
      }
      pieces++;
      Thread.yield();
      inside.decrementAndGet();
      return pieces < length;
    }
  }

  @Test
  void everyPieceIsDoneOnceAndByOneThreadAtATime() {
    for (int workers = 1; workers <= 5; workers++) {
      for (int count = 1; count <= 7; count++) {
        List<Counted> strands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          strands.add(new Counted(1 + 40 * i));
        }
        Strands.run(workers, strands);
        for (Counted strand : strands) {
          assertEquals(strand.length, strand.pieces, workers + " workers, " + count + " strands");
          assertFalse(strand.shared.get());
        }
      }
    }
  }

  /** The first thread is held up in its first piece until all the other pieces are done. */
  @Test
  void aSlowThreadIsNotWaitedFor() {
    int others = 3;
    int pieces = 10;
    CountDownLatch done = new CountDownLatch(others * pieces);
    List<Strand> strands = new ArrayList<>();
    strands.add(
        () -> {
          try {
            assertTrue(done.await(20, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return false;
        });
    for (int i = 0; i < others; i++) {
      int[] left = {pieces};
      strands.add(
          () -> {
            done.countDown();
            return --left[0] > 0;
          });
    }
    Strands.run(2, strands);
    assertEquals(0, done.getCount());
  }

  @Test
  void aFailureStopsAllStrandsAndIsThrown() {
    IllegalStateException failure = new IllegalStateException("third piece");
    int[] pieces = {0};
    Strand failing =
        () -> {
          if (++pieces[0] == 3) {
            throw failure;
          }
          return true;
        };
    Strand endless = () -> true;
    List<Strand> strands = List.of(failing, endless, endless, endless);
    assertSame(failure, assertThrows(IllegalStateException.class, () -> Strands.run(2, strands)));
    Counted after = new Counted(9);
    Strands.run(2, List.of(after));
    assertEquals(9, after.pieces);
  }
}
