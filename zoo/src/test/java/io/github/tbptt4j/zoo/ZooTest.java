package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.shade.jackson.databind.exc.MismatchedInputException;

class ZooTest {
  static java.util.List<ModelCard> cards() {
    return Zoo.list().subList(0, 3); // those that come along
  }

  @ParameterizedTest
  @MethodSource("cards")
  void theCardDescribesTheFileBesideIt(ModelCard card) throws IOException {
    byte[] weights = PretrainedFiles.bytes(card.name(), card.file());
    assertEquals(card.bytes(), weights.length);
    assertEquals(card.sha256(), Sha256.of(weights));
    assertEquals(card.parameters(), PretrainedFiles.read(card.name()).network().numParams());
  }

  @ParameterizedTest
  @MethodSource("cards")
  void theCardNamesDataTrainingScoresUsesAndLimits(ModelCard card) {
    assertFalse(card.data().isEmpty());
    assertFalse(card.scores().isEmpty());
    assertFalse(card.intendedUse().isEmpty());
    assertFalse(card.limits().isEmpty());
    assertTrue(card.training().command().contains("-Dmodel=" + card.name()));
    assertTrue(card.training().seconds() < 3600, "trains in less than an hour");
    String first = card.scores().get(0).metric();
    card.scores().stream()
        .filter(score -> score.metric().equals(first)) // others can do that, too
        .forEach(score -> assertFalse(score.baselines().isEmpty(), score::toString));
  }

  @ParameterizedTest
  @MethodSource("cards")
  void aCardSurvivesJson(ModelCard card) throws IOException {
    assertEquals(card, ModelCard.fromJson(card.toJson().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aCardWithoutOneOfItsPartsIsRefused() {
    String json = Zoo.list().get(0).toJson().replaceFirst("\"sha256\" : \"\\w+\",", "");
    assertThrows(
        MismatchedInputException.class,
        () -> ModelCard.fromJson(json.getBytes(StandardCharsets.UTF_8)));
  }
}
