package io.github.tbptt4j.internal.threads;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jetbrains.lincheck.Lincheck;

/**
 * Has Lincheck go through interleavings of threads that share a pool. A JVM of its own, because
 * Lincheck rewrites all classes that take part.
 *
 * <p>Its model knows no time: helpers that have no work end at once, and nobody looks around before
 * he sleeps.
 */
final class Interleavings {
  private static final Patience NONE = new Patience(-1, -1);

  private Interleavings() {}

  private static void callersShareAHelper() {
    List<Thread> threads = new ArrayList<>();
    Pool pool =
        new Pool(
            2,
            NONE,
            0,
            loop -> {
              Thread thread = new Thread(loop);
              synchronized (threads) {
                threads.add(thread);
              }
              return thread;
            });
    int[] others = new int[2];
    Thread other = new Thread(() -> pool.run(2, part -> others[part]++));
    other.start();
    int[] ours = new int[2];
    pool.run(2, part -> ours[part]++);
    require(ours[0] == 1 && ours[1] == 1, "our parts: " + ours[0] + ", " + ours[1]);
    join(other);
    require(others[0] == 1 && others[1] == 1, "other's parts: " + others[0] + ", " + others[1]);
    require(pool.helpers() <= 1, "helpers: " + pool.helpers());
    threads.forEach(Interleavings::join);
    require(pool.helpers() == 0, "helpers at the end: " + pool.helpers());
  }

  /** A piece as it is done by one thread only: without any synchronization of its own. */
  private static final class Pieces implements Strand {
    private int left = 2;
    private int done;

    @Override
    public boolean advance() {
      int before = done;
      left--;
      done = before + 1;
      return left > 0;
    }
  }

  private static void aStrandIsOneThreadsAtATime() {
    List<Pieces> pieces = List.of(new Pieces(), new Pieces());
    Strands strands = new Strands(pieces);
    Thread other = new Thread(strands::work);
    other.start();
    strands.work();
    join(other);
    for (Pieces strand : pieces) {
      require(strand.done == 2 && strand.left == 0, "pieces: " + strand.done);
    }
  }

  private static void aSettingIsHeldByAll() {
    int[] value = {4};
    HeldSetting setting = new HeldSetting(1, () -> value[0], to -> value[0] = to);
    int[] within = new int[2];
    Thread other = new Thread(() -> within[1] = valueWithin(setting, value));
    other.start();
    within[0] = valueWithin(setting, value);
    join(other);
    require(within[0] == 1 && within[1] == 1, "within: " + within[0] + ", " + within[1]);
    require(value[0] == 4, "after: " + value[0]);
  }

  private static int valueWithin(HeldSetting setting, int[] value) {
    try (HeldSetting.Hold hold = setting.hold()) {
      return value[0];
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException(what);
    }
  }

  /**
   * Ends with status 0 if no interleaving fails.
   *
   * @param args how many interleavings of each; then the names of those to try, all by default
   */
  public static void main(String[] args) {
    Map<String, Runnable> all =
        new TreeMap<>(
            Map.of(
                "callersShareAHelper", Interleavings::callersShareAHelper,
                "aStrandIsOneThreadsAtATime", Interleavings::aStrandIsOneThreadsAtATime,
                "aSettingIsHeldByAll", Interleavings::aSettingIsHeldByAll));
    all.keySet().removeIf(name -> args.length > 1 && !List.of(args).contains(name));
    all.forEach(
        (name, interleaved) -> {
          Lincheck.runConcurrentTest(Integer.parseInt(args[0]), interleaved);
          System.out.println(name + " holds");
        });
    System.exit(0); // Lincheck's threads would go on
  }
}
