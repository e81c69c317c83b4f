package io.github.tbptt4j.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A peer with all its settings: one JVM for each number of threads, several forms in each. */
final class Contender implements AutoCloseable {
  /** Starts a JVM of the peer with a number of OpenMP threads. */
  interface Launcher {
    PeerProcess start(int ompThreads);
  }

  private final String name;
  private final Launcher launcher;
  private final List<PeerProcess> processes = new ArrayList<>();
  private final Map<Case, Setting> best = new HashMap<>();
  private String absence;

  /** A JVM and a form in it. */
  private record Setting(int process, String form) {}

  Contender(String name, Launcher launcher) {
    this.name = name;
    this.launcher = launcher;
  }

  /** Fresh JVMs: one with a single OpenMP thread and one with a thread a processor. */
  void restart() {
    close();
    if (absence == null) {
      processes.add(launcher.start(1));
      if (Runtime.getRuntime().availableProcessors() > 1) {
        processes.add(launcher.start(Runtime.getRuntime().availableProcessors()));
      }
    }
  }

  String name() {
    return name;
  }

  /** {@return why this peer isn't there, or null} */
  String absence() {
    return absence;
  }

  /** Leaves this peer out from now on. */
  void leaveOut(String reason) {
    absence = reason;
    close();
  }

  boolean does(Case one) {
    return absence == null && !processes.get(0).forms(one).isEmpty();
  }

  /** {@return what each form computes} */
  Map<String, Results> results(Case one, Path file) {
    Map<String, Results> results = new HashMap<>();
    for (String form : processes.get(0).forms(one)) {
      results.put(name + " (" + form + ")", processes.get(0).results(one, form, file));
    }
    return results;
  }

  /** Tries all settings of a case for a short time and keeps the fastest. */
  void chooseSetting(Case one, double seconds) {
    double fastest = Double.POSITIVE_INFINITY;
    for (int process = 0; process < processes.size(); process++) {
      for (String form : processes.get(process).forms(one)) {
        double ms = processes.get(process).medianMs(one, form, seconds, seconds);
        if (ms < fastest) {
          fastest = ms;
          best.put(one, new Setting(process, form));
        }
      }
    }
  }

  /** {@return the best setting, in words} */
  String setting(Case one) {
    return best.get(one).form();
  }

  /** {@return the median time at the best setting} */
  double medianMs(Case one, double warmUpSeconds, double seconds) {
    Setting setting = best.get(one);
    return processes.get(setting.process()).medianMs(one, setting.form(), warmUpSeconds, seconds);
  }

  @Override
  public void close() {
    processes.forEach(PeerProcess::close);
    processes.clear();
  }
}
