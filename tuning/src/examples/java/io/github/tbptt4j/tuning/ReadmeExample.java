package io.github.tbptt4j.tuning;

import io.github.tbptt4j.tuning.arbiter.SequenceModels;
import io.github.tbptt4j.tuning.arbiter.TruncationSpace;
import io.github.tbptt4j.tuning.data.TextData;
import java.nio.file.Path;

/** The code in tuning/doc/tuning.md, as it stands there. */
final class ReadmeExample {
  private ReadmeExample() {}

  static SweepResult sweep() {
    // README: the sweep
    TextData book = TextData.of(Path.of("book.txt")).streams(32).timeSteps(200).build();
    TruncationSpace truncations =
        TruncationSpace.builder().k1(1, 5, 20).k2(5, 20, 100).k2AtLeastK1().build();
    SweepResult result =
        TruncationSweep.builder()
            .data(book)
            .space(SequenceModels.of(book).hidden(128).clipGlobalNorm(1.0).trainer(truncations))
            .limits(TrainingLimits.updates(2_000).evaluatedEvery(200).stoppedAfter(5))
            .seed(42)
            .folder(Path.of("sweep"))
            .progress(true)
            .build()
            .run();
    // README: end
    return result;
  }
}
