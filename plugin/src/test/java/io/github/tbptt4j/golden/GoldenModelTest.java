package io.github.tbptt4j.golden;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.GlobalNormClipping;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.core.util.ModelGuesser;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What earlier versions saved is loaded by this one, and goes on as it would have there. */
class GoldenModelTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void savedModelsGiveTheirOutputsAndGoOnTraining(GoldenModel golden) throws Exception {
    List<double[]> expected =
        Files.readAllLines(copy(golden.outputsFile()).toPath()).stream()
            .map(line -> Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray())
            .toList();
    Model network = ModelGuesser.loadModelGuess(copy(golden.modelFile()).getPath());
    assertClose(expected.get(0), golden.outputs(network), 2e-6);
    golden.update(network);
    assertClose(expected.get(1), golden.outputs(network), 2e-6);
  }

  @Test
  void anUpdateIsSeenInTheOutputs() throws IOException {
    for (GoldenModel golden : GoldenModel.values()) {
      List<String> lines = Files.readAllLines(copy(golden.outputsFile()).toPath());
      double before = Double.parseDouble(lines.get(0).split(" ")[0]);
      double after = Double.parseDouble(lines.get(1).split(" ")[0]);
      assertTrue(Math.abs(before - after) > 2e-5, golden + ": " + before + ", " + after);
    }
  }

  @Test
  void aSerialisedClippingKeepsItsSettings() throws Exception {
    try (ObjectInputStream in =
        new ObjectInputStream(Files.newInputStream(copy(GoldenModel.CLIPPING).toPath()))) {
      GlobalNormClipping clipping = (GlobalNormClipping) in.readObject();
      assertEquals(.25, clipping.threshold());
      assertTrue(clipping.skipsNonFinite());
    }
  }

  private File copy(String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      try (InputStream in = GoldenModelTest.class.getResourceAsStream("/golden/" + name)) {
        Files.copy(in, file);
      }
    }
    return file.toFile();
  }
}
