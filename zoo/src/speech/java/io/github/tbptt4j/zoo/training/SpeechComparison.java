package io.github.tbptt4j.zoo.training;

import com.sun.speech.freetts.lexicon.LetterToSoundImpl;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.training.phonemes.IpaReading;
import io.github.tbptt4j.zoo.training.phonemes.PhonemeScores;
import io.github.tbptt4j.zoo.training.phonemes.Word;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * FreeTTS's rules and espeak-ng beside the pronouncer, on the same words. FreeTTS's rules are
 * decision trees that were grown from the whole CMU dictionary, the words that are held out here
 * among them; its own copy of the dictionary isn't asked. espeak-ng has rules and a list of
 * exceptions that people wrote, and transcribes as it likes: its IPA is mapped to ARPAbet.
 *
 * <p>Argument: the pronouncer's {@code card.json}, which gets their scores. {@code -Despeak=FILE}
 * is the program; without it espeak-ng is left out.
 */
public final class SpeechComparison {
  private static final String FREE_TTS = "FreeTTS 1.2.2, rules grown from all of these words";
  private static final String ESPEAK = "espeak-ng, en-us";

  private SpeechComparison() {}

  /**
   * Compares.
   *
   * @param args the path of the card
   * @throws IOException if the card can't be read or written
   */
  public static void main(String[] args) throws IOException {
    Path path = Path.of(args[0]);
    ModelCard card = ModelCard.fromJson(Files.readAllBytes(path));
    Map<String, Map<String, List<Baseline>>> beside = new LinkedHashMap<>();
    for (Map.Entry<String, List<Word>> set :
        TrainPronouncer.sets(TrainPronouncer.dictionary()).entrySet()) {
      List<Word> words = set.getValue();
      Map<String, PhonemeScores> others = new LinkedHashMap<>();
      boolean home = set.getKey().startsWith("held out");
      others.put(home ? FREE_TTS : "FreeTTS 1.2.2, rules", PhonemeScores.of(words, freeTts()));
      String espeak = System.getProperty("espeak", "");
      if (!espeak.isEmpty()) {
        Map<String, List<String>> said = espeak(espeak, words);
        others.put(ESPEAK, PhonemeScores.of(words, said::get));
      }
      System.out.println(set.getKey());
      others.forEach((name, scores) -> System.out.println("  " + name + ": " + scores));
      PhonemeScores any = others.values().iterator().next(); // the card knows the model's own
      for (Score score : TrainPronouncer.scores(set.getKey(), any, others)) {
        beside
            .computeIfAbsent(score.data(), key -> new HashMap<>())
            .put(score.metric(), score.baselines());
      }
    }
    Files.writeString(path, card.withScores(with(card.scores(), beside)).toJson());
  }

  private static List<Score> with(
      List<Score> scores, Map<String, Map<String, List<Baseline>>> beside) {
    List<Score> all = new ArrayList<>();
    for (Score score : scores) {
      List<Baseline> baselines = new ArrayList<>(score.baselines());
      List<Baseline> more =
          beside.getOrDefault(score.data(), Map.of()).getOrDefault(score.metric(), List.of());
      baselines.removeIf(one -> more.stream().anyMatch(other -> other.name().equals(one.name())));
      baselines.addAll(more);
      all.add(new Score(score.data(), score.metric(), score.unit(), score.value(), baselines));
    }
    return all;
  }

  private static Function<String, List<String>> freeTts() throws IOException {
    LetterToSoundImpl rules =
        new LetterToSoundImpl(
            LetterToSoundImpl.class.getResource("/com/sun/speech/freetts/en/us/cmulex_lts.bin"),
            true);
    return word ->
        Arrays.stream(rules.getPhones(word.replaceAll("[^a-z]", ""), null))
            .map(SpeechComparison::arpabet)
            .toList();
  }

  /** Festival writes {@code ax} for an unstressed AH, and no digit on unstressed vowels. */
  private static String arpabet(String phone) {
    String phoneme = phone.equals("ax") ? "AH" : phone.toUpperCase(Locale.ROOT);
    boolean isVowel = "AEIOU".indexOf(phoneme.charAt(0)) >= 0;
    return isVowel && !Character.isDigit(phoneme.charAt(phoneme.length() - 1))
        ? phoneme + "0"
        : phoneme;
  }

  /** A word a paragraph, so that each is spoken by itself. */
  private static Map<String, List<String>> espeak(String program, List<Word> words)
      throws IOException {
    Path in = Files.createTempFile("words", ".txt");
    Path out = Files.createTempFile("sounds", ".txt");
    try {
      Files.writeString(
          in,
          String.join(
                  "\n\n", words.stream().map(word -> word.spelling().replace('.', ' ')).toList())
              + "\n");
      List<String> command = new ArrayList<>(List.of(program.split(" ")));
      command.addAll(List.of("-v", "en-us", "-q", "--ipa", "-f", in.toString()));
      int code = new ProcessBuilder(command).redirectOutput(out.toFile()).start().waitFor();
      List<String> lines =
          Files.readAllLines(out, StandardCharsets.UTF_8).stream()
              .map(line -> line.replaceAll("\\([a-z-]+\\)", "").strip()) // marks of languages
              .filter(line -> !line.isEmpty())
              .toList();
      if (code != 0 || lines.size() != words.size()) {
        throw new IOException(
            "%s gave %,d lines for %,d words, exit code %d."
                .formatted(program, lines.size(), words.size(), code));
      }
      Map<String, List<String>> said = new HashMap<>();
      for (int i = 0; i < lines.size(); i++) {
        said.put(
            words.get(i).spelling(),
            IpaReading.read(lines.get(i).replace(" ", "").replace("\u200d", "")).orElse(List.of()));
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while " + program + " spoke.", e);
    } finally {
      Files.delete(in);
      Files.delete(out);
    }
  }
}
