package io.github.tbptt4j.tuning.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output that remembers why it failed, which Java's own doesn't say: a reader that has
 * enough, such as {@code head}, is no fault; a full disk is one.
 */
final class StandardOutput extends PrintStream {
  private final Bytes bytes;

  private StandardOutput(Bytes bytes) {
    super(new BufferedOutputStream(bytes), true, charset());
    this.bytes = bytes;
  }

  /** {@return a stream to take the place of {@code System.out}} */
  static StandardOutput of(OutputStream out) {
    return new StandardOutput(new Bytes(out));
  }

  /** {@return the process's own} */
  static StandardOutput ofProcess() {
    return of(new FileOutputStream(FileDescriptor.out));
  }

  /** {@return what commands write to} */
  PrintWriter writer() {
    return new PrintWriter(new OutputStreamWriter(this, charset()));
  }

  /** {@return whether {@code System.out} failed because nobody reads its pipe any longer} */
  static boolean readerHasLeft() {
    return System.out instanceof StandardOutput output && output.bytes.pipeBroke;
  }

  /** A terminal's own; files and pipes get UTF-8, as what is written by {@code --out} does. */
  private static Charset charset() {
    if (System.console() == null) {
      return StandardCharsets.UTF_8;
    }
    String terminal =
        System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    return terminal == null ? Charset.defaultCharset() : Charset.forName(terminal);
  }

  private static final class Bytes extends FilterOutputStream {
    private volatile boolean pipeBroke;

    Bytes(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] some, int offset, int length) throws IOException {
      try {
        out.write(some, offset, length);
      } catch (IOException e) {
        // "Broken pipe" on Unix, "The pipe is being closed" on Windows
        String message = e.getMessage();
        pipeBroke |= message != null && message.toLowerCase(Locale.ROOT).contains("pipe");
        throw e;
      }
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }
  }

  /** What was written went to a reader that has enough: no reason to say anything. */
  static final class ReaderLeftException extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderLeftException() {
      super("The reader of standard output has left.");
    }
  }
}
