package io.github.tbptt4j.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Who does the work of the cases, in a JVM of its own that {@link PeerProcess} talks to. */
interface Peer {
  /** Before each answer, to tell it from what libraries print. */
  String ANSWER = "@answer ";

  /** Before the message of an exception. */
  String FAILURE = "@failure ";

  /** {@return the ways in which this peer can do a case, none if it can't} */
  List<String> forms(Case one);

  /** {@return what one call computes} */
  Results results(Case one, String form);

  /** {@return the median time of a call in ms, or of a single update of a trainer's case} */
  double medianMs(Case one, String form, double warmUpSeconds, double seconds) throws Exception;

  /** Answers commands from the standard input until it ends. */
  static void serve(Peer peer) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      try {
        System.out.println(ANSWER + answer(peer, line.split("\t")));
      } catch (Exception | LinkageError e) {
        e.printStackTrace();
        System.out.println(FAILURE + e.toString().lines().findFirst().orElse(""));
      }
    }
  }

  private static String answer(Peer peer, String... command) throws Exception {
    Case one = Case.named(command[1]);
    return switch (command[0]) {
      case "forms" -> String.join("\t", peer.forms(one));
      case "results" -> {
        peer.results(one, command[2]).write(Path.of(command[3]));
        yield "";
      }
      case "time" ->
          Double.toString(
              peer.medianMs(
                  one, command[2], Double.parseDouble(command[3]), Double.parseDouble(command[4])));
      default -> throw new IllegalArgumentException("Unknown command " + command[0] + ".");
    };
  }
}
