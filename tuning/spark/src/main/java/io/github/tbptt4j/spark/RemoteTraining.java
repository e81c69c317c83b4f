package io.github.tbptt4j.spark;

import io.github.tbptt4j.tuning.CandidateJob;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What an executor does: a job in a folder of its own, whose files it then shares. */
final class RemoteTraining {
  private static final String CHECKPOINT = "checkpoint";
  private static final String RESULT = "candidate.json";

  private RemoteTraining() {}

  static CandidateResult run(SparkSweep.Description sweep, CandidateJob job, SharedFolder shared)
      throws IOException {
    String name = SharedFolder.candidate(job.candidate());
    Path folder = Files.createTempDirectory("tbptt4j-candidate");
    try {
      Path own = Files.createDirectories(folder.resolve(name));
      shared.fetchFile(name + "/" + CHECKPOINT, own.resolve(CHECKPOINT));
      CandidateResult result = sweep.in(folder).train(job);
      try (Stream<Path> files = Files.list(own)) {
        for (Path file : files.filter(one -> !one.endsWith(RESULT)).toList()) {
          shared.putFile(file, name + "/" + file.getFileName());
        }
      }
      shared.putFile(own.resolve(RESULT), name + "/" + RESULT); // last: it says that all is there
      if (result.outcome() != Outcome.STOPPED) {
        shared.delete(name + "/" + CHECKPOINT);
      }
      return result;
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
