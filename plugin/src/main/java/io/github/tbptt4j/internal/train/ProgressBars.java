package io.github.tbptt4j.internal.train;

import java.io.IOException;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Progress bars on standard error that leave Ctrl-C to Java. By themselves they would keep a
 * terminal open in which it ends the process at once: no shutdown hook would run, whatever the
 * program has there to save or to say.
 */
public final class ProgressBars {
  private static final int USUAL_WIDTH = 80;
  private static final int SMALLEST_WIDTH = 10; // less is no terminal's
  private static final int MARGIN = 1;

  private ProgressBars() {}

  /** {@return a bar to be, as wide as the terminal is now} */
  public static ProgressBarBuilder builder() {
    return new ProgressBarBuilder()
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(System.err, width() - MARGIN));
  }

  private static int width() {
    try (Terminal terminal = TerminalBuilder.builder().dumb(true).nativeSignals(false).build()) {
      int width = terminal.getWidth();
      return width < SMALLEST_WIDTH ? USUAL_WIDTH : width;
    } catch (IOException e) {
      return USUAL_WIDTH;
    }
  }
}
