package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.Memory;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.ModelCard.Speed;
import io.github.tbptt4j.zoo.ModelCard.Training;
import io.github.tbptt4j.zoo.Pronouncer;
import io.github.tbptt4j.zoo.PronouncerModels;
import io.github.tbptt4j.zoo.Pronunciation;
import io.github.tbptt4j.zoo.internal.phonemes.Window;
import io.github.tbptt4j.zoo.training.phonemes.Aligner.Aligned;
import io.github.tbptt4j.zoo.training.phonemes.CmuDictionary;
import io.github.tbptt4j.zoo.training.phonemes.CmuDictionary.Part;
import io.github.tbptt4j.zoo.training.phonemes.JointNgram;
import io.github.tbptt4j.zoo.training.phonemes.PhonemeScores;
import io.github.tbptt4j.zoo.training.phonemes.PhonemeTraining;
import io.github.tbptt4j.zoo.training.phonemes.Wiktionary;
import io.github.tbptt4j.zoo.training.phonemes.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Trains the pronouncer. {@code -Ddictionary=FOLDER} says where the npm package {@code
 * cmu-pronouncing-dictionary} and Debian's {@code dict-freedict-eng-fin} were unpacked.
 */
final class TrainPronouncer implements Train.Program {
  private static final String FILE = "weights.zip";
  private static final int ORDER = 6; // the best one of 6, 7 and 8 on the validation part
  private static final int FIRST = 3;

  @Override
  public ModelCard train(Path directory) throws IOException {
    ClassifierProgress progress = new ClassifierProgress();
    List<Aligned> examples =
        PhonemeTraining.aligned(CmuDictionary.part(dictionary(), Part.TRAINING));
    List<String> symbols = PhonemeTraining.symbols(examples);
    PhonemeTraining training = new PhonemeTraining(PhonemeTraining.RECIPE, symbols);
    MultiLayerNetwork network = training.network();
    training.train(network, examples, progress::show, mean -> {});
    Pronouncer model = PronouncerModels.of(network, training.window(), symbols);
    Files.createDirectories(directory);
    model.save(directory.resolve(FILE));
    ModelCard card =
        card(
                model,
                training.window(),
                examples,
                Files.readAllBytes(directory.resolve(FILE)),
                progress.elapsed())
            .toBuilder()
            .memory(memory(directory.resolve(FILE)))
            .build();
    Files.writeString(directory.resolve("card.json"), card.toJson());
    return card;
  }

  /** {@return all words with stress, verified} */
  static List<Word> dictionary() throws IOException {
    byte[] file = Files.readAllBytes(folder().resolve(CmuDictionary.SOURCE.file()));
    return CmuDictionary.parseModule(TrainingData.verified(CmuDictionary.SOURCE, file));
  }

  private static Path folder() throws IOException {
    String folder = System.getProperty("dictionary", "");
    if (folder.isEmpty()) {
      throw new IOException(
          "Give -Ddictionary=FOLDER: \"npm pack cmu-pronouncing-dictionary@3.0.0\" and \"apt-get"
              + " download dict-freedict-eng-fin\", and \"tar xf\" the one and \"dpkg-deb -x\" the"
              + " other into FOLDER.");
    }
    return Path.of(folder);
  }

  /** {@return the words to measure with, by the name that the card calls them} */
  static Map<String, List<Word>> sets(List<Word> dictionary) throws IOException {
    byte[] file = Files.readAllBytes(folder().resolve(Wiktionary.SOURCE.file()));
    List<Word> others = Wiktionary.parse(TrainingData.verified(Wiktionary.SOURCE, file));
    Map<String, List<Word>> sets = new LinkedHashMap<>();
    sets.put("held out: CMU dictionary", CmuDictionary.part(dictionary, Part.HELD_OUT));
    sets.put(
        "out of domain: Wiktionary's words that the CMU dictionary has not",
        Wiktionary.without(others, dictionary));
    return sets;
  }

  /** {@return the card of a model that learned from these examples} */
  static ModelCard card(
      Pronouncer model, Window window, List<Aligned> examples, byte[] file, Duration time)
      throws IOException {
    PhonemeTraining.Recipe recipe = PhonemeTraining.RECIPE;
    List<Word> dictionary = dictionary();
    Map<String, List<Word>> sets = sets(dictionary);
    JointNgram ngram = new JointNgram(examples, ORDER);
    List<Score> scores = new ArrayList<>();
    List<Breakdown> parts = new ArrayList<>();
    Map<String, List<Pronunciation>> said = new HashMap<>();
    PhonemeScores.Ways ways = word -> said.computeIfAbsent(word, model::pronounce);
    for (Map.Entry<String, List<Word>> set : sets.entrySet()) {
      scores.addAll(
          scores(
              set.getKey(),
              PhonemeScores.of(set.getValue(), PhonemeScores.first(ways)),
              Map.of(
                  "joint %d-gram, Kneser-Ney, of the same words".formatted(ORDER),
                  PhonemeScores.of(set.getValue(), ngram::pronounce))));
      parts.addAll(PhonemeScores.parts(ways, set.getKey(), set.getValue()));
    }
    List<Word> heldOut = sets.get("held out: CMU dictionary");
    scores.add(
        new Score(
            "held out: CMU dictionary",
            "words right among the first " + FIRST + ", without stress",
            "%",
            PhonemeScores.amongFirst(ways, heldOut, FIRST),
            List.of()));
    scores.add(
        new Score(
            "held out: CMU dictionary",
            "expected calibration error, with stress, lower is better",
            "%",
            PhonemeScores.calibrationError(ways, heldOut),
            List.of()));
    ModelCard card =
        new ModelCard(
            "pronouncer",
            Pronouncer.class.getSimpleName(),
            "Says how English words are pronounced in North America, by their letters.",
            ("%d layers of VanillaRnn(%d, tanh) over the letters from the last to the first, which"
                    + " read %d rows of an embedding of 8 bits a step (letters, their n-grams, what"
                    + " was said before), softmax over what a letter stands for (%d symbols), beam"
                    + " search")
                .formatted(recipe.layers(), recipe.units(), window.perStep(), window.sounds()),
            model.network().numParams(),
            FILE,
            file.length,
            TrainingData.sha256(file),
            "Apache-2.0",
            List.of(CmuDictionary.SOURCE, CmuDictionary.WITHOUT_STRESS, Wiktionary.SOURCE),
            new Training(
                "mvn -q -B -pl zoo -am -Ptrain -Dmodel=pronouncer -Ddictionary=FOLDER"
                    + " process-test-classes",
                time.toSeconds(),
                "one thread of a virtual machine with 2 cores (AVX-512) that was busy with other"
                    + " work",
                recipe.seed()),
            scores,
            List.of(
                "Names, new words and spellings that a pronouncing dictionary lacks: for speech"
                    + " synthesis, speech recognition, search by sound, rhymes",
                "Beside a dictionary: look words up there first"),
            List.of(
                "North American English only; British pronunciations aren't told",
                "Words are read without their sentence: of read, lead and other words that are said"
                    + " in two ways, both are among the first, without regard to the tense",
                "Numbers, symbols and other scripts aren't read; accents are left out",
                "Abbreviations and words without vowels are read badly, with and without full"
                    + " stops",
                "A joint 6-gram of the same words tells phonemes as well; what it gains is stress"
                    + " and words from elsewhere",
                "Common words that are said in an own way, such as hello, need a dictionary",
                "Wiktionary's row counts as right what differs by habits of transcription only (cot"
                    + " and caught, unstressed i and a); transcriptions of other accents remain in"
                    + " it"));
    return card.toBuilder().breakdowns(parts).speed(speed(model, heldOut)).build();
  }

  /**
   * The rows of the card.
   *
   * @param data what the words are called
   * @param own the model's scores
   * @param others those of baselines, by their names
   * @return with and without stress, phoneme errors; of words from elsewhere what doesn't hang on
   *     the habits of a dictionary
   */
  static List<Score> scores(String data, PhonemeScores own, Map<String, PhonemeScores> others) {
    boolean home = data.startsWith("held out");
    List<Score> scores = new ArrayList<>();
    if (home) {
      scores.add(score(data, "words right, without stress", own, others, PhonemeScores::words));
      scores.add(score(data, "words right, with stress", own, others, PhonemeScores::stressed));
      scores.add(
          score(data, "phoneme errors, lower is better", own, others, PhonemeScores::errors));
    }
    scores.add(
        score(
            data, "words right but for habits of dictionaries", own, others, PhonemeScores::loose));
    return scores;
  }

  private static Score score(
      String data,
      String metric,
      PhonemeScores own,
      Map<String, PhonemeScores> others,
      Function<PhonemeScores, Double> value) {
    List<Baseline> baselines = new ArrayList<>();
    others.forEach((name, one) -> baselines.add(new Baseline(name, value.apply(one))));
    return new Score(data, metric, "%", value.apply(own), baselines);
  }

  private static List<Speed> speed(Pronouncer model, List<Word> words) {
    List<String> spellings = words.stream().map(Word::spelling).toList();
    return List.of(
        Rate.of(
            "all ways, one word by one",
            "words",
            spellings.size(),
            () -> spellings.stream().map(model::pronounce).toList()));
  }

  private static List<Memory> memory(Path file) throws IOException {
    long before = Rate.heap();
    Pronouncer model = Pronouncer.load(file);
    model.pronounce("word");
    double megabytes = (Rate.heap() - before) / 1e6;
    return List.of(new Memory("loaded", Math.round(10 * megabytes) / 10.0));
  }
}
