package io.github.tbptt4j.internal.threads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Loads some classes anew, as the class loader of an application does that is deployed again. */
final class ApplicationLoader extends URLClassLoader {
  private final Predicate<String> own;

  /**
   * A loader.
   *
   * @param parent for all classes that are not its own
   * @param own names of classes that it doesn't leave to its parent
   */
  ApplicationLoader(ClassLoader parent, Predicate<String> own) {
    super(classPath(), parent);
    this.own = own;
  }

  private static URL[] classPath() {
    List<URL> urls = new ArrayList<>();
    for (Class<?> type : List.of(Workers.class, ApplicationLoader.class)) {
      urls.add(type.getProtectionDomain().getCodeSource().getLocation());
    }
    return urls.toArray(URL[]::new);
  }

  /** The pool's classes anew, with a pool that nobody has used. */
  static ApplicationLoader ofThePool() {
    return new ApplicationLoader(
        ApplicationLoader.class.getClassLoader(),
        name -> name.startsWith(Workers.class.getPackageName() + "."));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null && own.test(name) ? findClass(name) : super.loadClass(name, resolve);
    }
  }

  /** Runs the code of a class without arguments that this loader loads. */
  void run(Class<? extends Runnable> type) {
    try {
      var constructor = loadClass(type.getName()).getDeclaredConstructor();
      constructor.setAccessible(true);
      ((Runnable) constructor.newInstance()).run();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      super.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
