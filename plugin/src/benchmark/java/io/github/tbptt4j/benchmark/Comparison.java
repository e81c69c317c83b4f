package io.github.tbptt4j.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Ours beside the others. The machine may be noisy, so the peers take turns: each has its JVMs, all
 * of them live at the same time, and for each case one measures while the others wait; then the
 * next case, and all again in the next round, in the full schedule in new JVMs. A figure is the
 * median over the rounds of a round's median over the calls.
 */
final class Comparison {
  private final Contender ours;
  private final Contender torch;
  private final Contender dl4j;
  private final Schedule schedule;
  private final Consumer<String> progress;
  private final Samples samples = new Samples();
  private final List<Double> sgemmRates = new ArrayList<>();

  Comparison(
      Contender ours,
      Contender torch,
      Contender dl4j,
      Schedule schedule,
      Consumer<String> progress) {
    this.ours = ours;
    this.torch = torch;
    this.dl4j = dl4j;
    this.schedule = schedule;
    this.progress = progress;
  }

  /** {@return a row for each case} */
  List<Measurement> run(List<Case> cases) throws InterruptedException {
    try {
      restart();
      for (Case one : cases) {
        progress.accept("comparing the results of " + one.name());
        compareResults(one);
      }
      for (int round = 0; round < schedule.rounds(); round++) {
        if (round > 0 && schedule.freshJvms()) {
          restart();
        }
        for (Case one : cases) {
          progress.accept("round " + (round + 1) + " of " + schedule.rounds() + ": " + one.name());
          time(one, round == 0);
        }
        sgemmRates.add(Sgemm.flopPerMs());
      }
      return rows(cases);
    } finally {
      contenders().forEach(Contender::close);
    }
  }

  /** {@return the sgemm rate, the median over the rounds} */
  double flopPerMs() {
    return Samples.median(sgemmRates.stream().mapToDouble(rate -> rate).toArray());
  }

  private List<Contender> contenders() {
    return List.of(ours, torch, dl4j);
  }

  private void restart() {
    contenders().forEach(Contender::restart);
  }

  private void compareResults(Case one) {
    try {
      Path file = Files.createTempFile("results", ".bin");
      try {
        for (Map.Entry<String, Results> ownForm : ours.results(one, file).entrySet()) {
          for (Contender other : List.of(torch, dl4j)) {
            unlessItFails(
                other,
                one,
                () ->
                    other
                        .results(one, file)
                        .forEach(
                            (form, results) ->
                                Agreement.check(
                                    one.name() + ", " + ownForm.getKey() + " and " + form,
                                    ownForm.getValue(),
                                    results)));
          }
        }
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void time(Case one, boolean first) {
    for (Contender contender : contenders()) {
      unlessItFails(
          contender,
          one,
          () -> {
            if (first) {
              chooseSetting(contender, one);
            }
            samples.add(
                contender,
                one,
                contender.medianMs(one, warmUpSeconds(contender), schedule.seconds()));
          });
    }
  }

  private double warmUpSeconds(Contender contender) {
    return contender == torch ? schedule.nativeWarmUpSeconds() : schedule.warmUpSeconds();
  }

  private void chooseSetting(Contender contender, Case one) {
    if (schedule.settingForEachCase() || !contender.adoptSetting(one)) {
      contender.chooseSetting(one, schedule.trialSeconds());
    }
  }

  /** What a peer can't run is left out; ours must run. */
  private void unlessItFails(Contender contender, Case one, Runnable action) {
    try {
      if (contender.does(one)) {
        action.run();
      }
    } catch (PeerProcess.Failure e) {
      if (contender == ours) {
        throw e;
      }
      contender.leaveOut(one, e.getMessage());
    }
  }

  private List<Measurement> rows(List<Case> cases) {
    List<Measurement> rows = new ArrayList<>();
    for (Case one : cases) {
      // A truncated case is compared with what the others can do: full BPTT.
      Case theirs = one.isTruncated() ? Case.FULL_BPTT : one;
      rows.add(
          new Measurement(
              one.name(),
              samples.median(ours, one),
              samples.median(torch, theirs),
              samples.median(dl4j, theirs),
              isLimited(one) ? one.flop() / flopPerMs() : null,
              one.isTruncated() ? samples.median(ours, Case.FULL_BPTT) : null,
              setting(ours, one),
              setting(torch, theirs),
              setting(dl4j, theirs)));
    }
    return rows;
  }

  /** A step of inference has too little arithmetic; the limit is that of all processors. */
  private static boolean isLimited(Case one) {
    return one.kind() != Case.Kind.INFERENCE && !one.has(Case.Trait.ONE_THREAD);
  }

  private String setting(Contender contender, Case one) {
    return samples.median(contender, one) == null ? null : contender.setting(one);
  }
}
