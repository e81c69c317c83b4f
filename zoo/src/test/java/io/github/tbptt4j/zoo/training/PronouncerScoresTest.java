package io.github.tbptt4j.zoo.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.Pronouncer;
import io.github.tbptt4j.zoo.training.phonemes.CmuDictionary;
import io.github.tbptt4j.zoo.training.phonemes.CmuDictionary.Part;
import io.github.tbptt4j.zoo.training.phonemes.PhonemeScores;
import io.github.tbptt4j.zoo.training.phonemes.Word;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Recomputes the card's scores without stress on every third word that is held out, from the copy
 * of the dictionary that Maven fetches. {@code SpeechComparison} and training compute the others.
 */
class PronouncerScoresTest {
  private static final int EVERY = 3;

  @Tag("slow")
  @Test
  void wordsAreSaidAsTheCardSays() {
    Pronouncer model = Pronouncer.pretrained();
    List<Word> heldOut =
        CmuDictionary.part(
            CmuDictionary.parseLines(TrainingData.read(CmuDictionary.WITHOUT_STRESS)),
            Part.HELD_OUT);
    List<Word> sample = new ArrayList<>();
    for (int i = 0; i < heldOut.size(); i += EVERY) {
      sample.add(heldOut.get(i));
    }
    assertTrue(sample.size() > 1500, () -> sample.size() + " words");
    PhonemeScores scores = PhonemeScores.of(sample, PhonemeScores.first(model::pronounce));
    double words = shown(model, "words right, without stress").value();
    double errors = shown(model, "phoneme errors, lower is better").value();
    assertEquals(words, scores.words(), 2.5); // two standard errors of the sample
    assertEquals(errors, scores.errors(), 0.8);
    Score stressed = shown(model, "words right, with stress");
    stressed.baselines().forEach(one -> assertTrue(stressed.value() > one.value() + 2));
  }

  private static Score shown(Pronouncer model, String metric) {
    return model.card().scores().stream()
        .filter(score -> score.metric().equals(metric))
        .findFirst()
        .orElseThrow();
  }
}
