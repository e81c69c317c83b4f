package io.github.tbptt4j.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
  private final Map<Case, String> absences = new LinkedHashMap<>();

  /** A JVM and a form in it. */
  private record Setting(int process, String form) {}

  Contender(String name, Launcher launcher) {
    this.name = name;
    this.launcher = launcher;
  }

  /** A peer that can't run here at all. */
  static Contender absent(String name, String reason) {
    Contender absent =
        new Contender(
            name,
            threads -> {
              throw new IllegalStateException(reason);
            });
    Case.all().forEach(one -> absent.leaveOut(one, reason));
    return absent;
  }

  /** Fresh JVMs: one with a single OpenMP thread and one with a thread a processor. */
  void restart() {
    close();
    if (absences.keySet().containsAll(Case.all())) {
      return; // nothing to start them for
    }
    int processors = Runtime.getRuntime().availableProcessors();
    processes.add(launcher.start(1));
    if (processors > 1) {
      processes.add(launcher.start(processors));
    }
  }

  String name() {
    return name;
  }

  /** {@return a line for each reason why cases are left out} */
  String explainAbsences() {
    return absences.values().stream()
        .distinct()
        .map(reason -> name + " without " + without(reason) + ": " + reason + ".\n")
        .collect(Collectors.joining());
  }

  private String without(String reason) {
    return Case.all().stream()
        .filter(one -> reason.equals(absences.get(one)))
        .map(Case::name)
        .collect(Collectors.joining(", "));
  }

  /** Leaves a case out from now on. */
  void leaveOut(Case one, String reason) {
    absences.put(one, reason);
  }

  boolean does(Case one) {
    return !absences.containsKey(one) && !processes.get(0).forms(one).isEmpty();
  }

  /** {@return what each form computes} */
  Map<String, Results> results(Case one, Path file) {
    Map<String, Results> results = new HashMap<>();
    for (String form : processes.get(0).forms(one)) {
      results.put(name + " (" + form + ")", processes.get(0).results(one, form, file));
    }
    return results;
  }

  /** Takes over the setting of a case like this one, if there is one. */
  boolean adoptSetting(Case one) {
    for (Map.Entry<Case, Setting> chosen : best.entrySet()) {
      if (chosen.getKey().isLike(one)) {
        best.put(one, chosen.getValue());
        return true;
      }
    }
    return false;
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
