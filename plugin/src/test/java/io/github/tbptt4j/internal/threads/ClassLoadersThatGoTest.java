package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.SystemProperty;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A web application that is undeployed must not stay in memory because the pool has threads. */
@Timeout(90)
class ClassLoadersThatGoTest {

  /** Work that a helper takes part in, so that there is one. */
  static void workWithAHelper(Pool pool) {
    CountDownLatch both = new CountDownLatch(2);
    pool.run(
        2,
        part -> {
          both.countDown();
          Await.open(both);
        });
  }

  /** Uses a pool of its loader's until no helper is left. */
  static final class Library implements Runnable {
    @Override
    public void run() {
      Pool pool =
          new Pool(2, Patience.USUAL, TimeUnit.MILLISECONDS.toNanos(1), Helper::unboundThread);
      workWithAHelper(pool);
      Await.until("the helper ends", () -> pool.helpers() == 0);
      Workers.run(1, part -> {});
    }
  }

  /** Uses the pool of the library below it, as its first user, which has helpers started. */
  static final class Application implements Runnable {
    private static final InheritableThreadLocal<Object> OURS = new InheritableThreadLocal<>();

    @Override
    public void run() {
      Thread thread = new Thread(this::work);
      thread.setContextClassLoader(Application.class.getClassLoader());
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void work() {
      OURS.set(this);
      CountDownLatch both = new CountDownLatch(2);
      Workers.run(
          2,
          part -> {
            both.countDown();
            try {
              both.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  @Test
  void theLibrarysLoaderGoesWhenItsHelpersHaveEnded() {
    WeakReference<ClassLoader> loader = useAndLeaveTheLibrary();
    assertGoes("the loader of the library", loader);
  }

  private static WeakReference<ClassLoader> useAndLeaveTheLibrary() {
    try (ApplicationLoader loader = ApplicationLoader.ofThePool()) {
      loader.run(Library.class);
      return new WeakReference<>(loader);
    }
  }

  @Test
  void anApplicationsLoaderGoesWhileHelpersThatItHadStartedLive() {
    try (SystemProperty property = new SystemProperty(Workers.PROPERTY);
        ApplicationLoader library =
            new ApplicationLoader(
                ApplicationLoader.class.getClassLoader(),
                name ->
                    name.startsWith(Workers.class.getPackageName() + ".")
                        && !isTheApplications(name))) {
      System.setProperty(Workers.PROPERTY, "2");
      WeakReference<ClassLoader> application = useAndLeaveTheApplication(library);
      assertTrue(helperOf(library).isAlive());
      assertGoes("the loader of the application", application);
      assertTrue(helperOf(library).isAlive());
    }
  }

  private static WeakReference<ClassLoader> useAndLeaveTheApplication(ClassLoader library) {
    try (ApplicationLoader application =
        new ApplicationLoader(library, ClassLoadersThatGoTest::isTheApplications)) {
      application.run(Application.class);
      return new WeakReference<>(application);
    }
  }

  private static boolean isTheApplications(String name) {
    return name.startsWith(Application.class.getName());
  }

  private static Thread helperOf(ClassLoader library) {
    assertNotSame(library, ClassLoadersThatGoTest.class.getClassLoader());
    List<Thread> helpers =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("tbptt4j-worker-"))
            .filter(thread -> thread.getContextClassLoader() == library)
            .toList();
    assertTrue(helpers.size() == 1, "helpers: " + helpers);
    return helpers.get(0);
  }

  private static void assertGoes(String what, WeakReference<ClassLoader> loader) {
    Await.until(
        what + " is collected",
        () -> {
          System.gc();
          return loader.refersTo(null);
        });
  }
}
