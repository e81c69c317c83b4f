package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard.Speed;
import io.github.tbptt4j.zoo.TextGenerator;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** How fast a text generator reads and writes, by the time of the processor. */
final class TextSpeed {
  private static final int CHARACTERS = 50_000;
  private static final String MACHINE = "one thread of a virtual machine with 2 cores (AVX-512)";

  private TextSpeed() {}

  static List<Speed> of(TextGenerator model, String text) {
    String part = text.substring(0, CHARACTERS);
    model.score(part); // warms up
    return List.of(
        speed("a text is scored", () -> model.score(part)),
        speed("a text is written", () -> model.generate("The old man", CHARACTERS, 0.8, 1)));
  }

  private static Speed speed(String use, Runnable work) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long start = clock.getCurrentThreadCpuTime();
    work.run();
    double seconds = (clock.getCurrentThreadCpuTime() - start) / 1e9;
    return new Speed(use, Math.rint(CHARACTERS / seconds / 100) * 100, "characters", MACHINE);
  }
}
