package io.github.tbptt4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, shortened. */
class TrainOnBookTest {
  /** Counted in updates so that the result doesn't depend on what else the machine does. */
  private static final int UPDATES = 240;

  /** A model that knows nothing but how frequent each character is needs about 4.4 bits. */
  private static final double ENOUGH = 3.5;

  @Tag("slow")
  @Test
  void learnsSavesAndDrawsInSeconds(@TempDir Path directory) throws IOException {
    Book book = Book.theOldCuriosityShop();
    Budget budget = Budget.ofUpdates(UPDATES);

    LearningCurve curve = TrainOnBook.run(book, Recipe.standard(), budget, directory);

    double bits = curve.lastHeldOut().orElseThrow();
    assertTrue(bits < ENOUGH, () -> bits + " bits per character");
    assertTrue(bits > 1, () -> bits + " bits per character are too good to be true");
    assertEquals(bits, ofTheSavedNetwork(directory, book), 1e-4);
    Path picture = directory.resolve(TrainOnBook.PICTURE);
    assertEquals(1200, ImageIO.read(Files.newInputStream(picture)).getWidth());
  }

  private static double ofTheSavedNetwork(Path directory, Book book) throws IOException {
    MultiLayerNetwork saved =
        ModelSerializer.restoreMultiLayerNetwork(directory.resolve(TrainOnBook.NETWORK).toFile());
    return BitsPerCharacter.measure(saved, BookTraining.heldOut(book));
  }
}
