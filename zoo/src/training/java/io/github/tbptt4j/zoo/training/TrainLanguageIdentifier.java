package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.ModelCard.Training;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining;
import io.github.tbptt4j.zoo.training.classify.Confusion;
import io.github.tbptt4j.zoo.training.classify.Percent;
import io.github.tbptt4j.zoo.training.classify.Split;
import io.github.tbptt4j.zoo.training.languages.CommonTokens;
import io.github.tbptt4j.zoo.training.languages.EditorStrings;
import io.github.tbptt4j.zoo.training.languages.Europarl;
import io.github.tbptt4j.zoo.training.languages.InterfaceStrings;
import io.github.tbptt4j.zoo.training.languages.LanguageScores;
import io.github.tbptt4j.zoo.training.languages.LanguageTraining;
import io.github.tbptt4j.zoo.training.languages.NaiveBayes;
import io.github.tbptt4j.zoo.training.languages.OfficeStrings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trains the language identifier. {@code -Dtranslations=FOLDER} says where Debian's packages
 * libreoffice-l10n-* were unpacked.
 */
final class TrainLanguageIdentifier implements Train.Program {
  private static final String FILE = "weights.zip";
  private static final String NAIVE_BAYES = "naive Bayes, 4-grams of the same Europarl documents";

  @Override
  public ModelCard train(Path directory) throws IOException {
    String translations = System.getProperty("translations", "");
    if (translations.isEmpty()) {
      throw new IOException(
          "Give -Dtranslations=FOLDER: \"apt-get download\" the packages libreoffice-l10n-*, and"
              + " \"dpkg-deb -x\" each of them into FOLDER.");
    }
    ClassifierProgress progress = new ClassifierProgress();
    Split documents = europarl();
    OfficeStrings strings = new OfficeStrings(Path.of(translations));
    TrainingData.verified(OfficeStrings.SOURCE, strings.bytes());
    NgramTraining.Recipe recipe = LanguageTraining.RECIPE;
    String minibatches = System.getProperty("minibatches", "");
    LanguageIdentifier model =
        LanguageTraining.train(
            minibatches.isEmpty() ? recipe : recipe.withMinibatches(Integer.parseInt(minibatches)),
            documents,
            strings,
            progress::show);
    Duration time = progress.elapsed();
    Files.createDirectories(directory);
    model.save(directory.resolve(FILE));
    ModelCard card = card(model, documents, Files.readAllBytes(directory.resolve(FILE)), time);
    Files.writeString(directory.resolve("card.json"), card.toJson());
    return card;
  }

  /** {@return the documents to learn from, verified} */
  static Split europarl() {
    return Europarl.split(TrainingData.read(Europarl.SOURCE));
  }

  /** {@return the texts to measure with, verified} */
  static Map<String, List<LabelledText>> sets(Split documents) {
    InterfaceStrings strings = InterfaceStrings.read();
    TrainingData.verified(InterfaceStrings.SOURCE, strings.bytes());
    return LanguageScores.sets(documents.heldOut(), strings, editor());
  }

  /** {@return more texts to measure with, verified} */
  static EditorStrings editor() {
    EditorStrings editor = EditorStrings.read();
    TrainingData.verified(EditorStrings.SOURCE, editor.bytes());
    return editor;
  }

  /** {@return the scores with what naive Bayes reaches on the same texts} */
  private static List<Score> scores(LanguageIdentifier model, Split documents) {
    Map<String, List<LabelledText>> sets = sets(documents);
    NaiveBayes bayes = new NaiveBayes(documents.training());
    List<Score> scores = new ArrayList<>();
    for (Score score : LanguageScores.measure(model, sets, editor())) {
      List<LabelledText> texts = sets.get(score.data());
      boolean comparable = texts != null && score.metric().equals(LanguageScores.AMONG_20);
      List<Baseline> baselines = new ArrayList<>(score.baselines());
      if (comparable) {
        List<String> said = texts.stream().map(text -> bayes.label(text.text())).toList();
        baselines.add(
            new Baseline(NAIVE_BAYES, Percent.rounded(Confusion.of(texts, said).accuracy())));
      }
      scores.add(new Score(score.data(), score.metric(), score.unit(), score.value(), baselines));
    }
    return scores;
  }

  private static ModelCard card(
      LanguageIdentifier model, Split documents, byte[] file, Duration time) {
    NgramTraining.Recipe recipe = LanguageTraining.RECIPE;
    return new ModelCard(
        "language-identifier",
        LanguageIdentifier.class.getSimpleName(),
        "Says in which of %d languages a text is written, or that it is in none of them."
            .formatted(model.languages().size()),
        ("VanillaRnn(%d, identity) over the 1- to %d-grams that end at each character, hashed to"
                + " %,d embeddings of 8 bits, softmax of its last state over %d languages and"
                + " \"unknown\", temperature-scaled")
            .formatted(
                recipe.units(),
                recipe.features().perStep(),
                recipe.features().rows(),
                model.languages().size()),
        model.network().numParams(),
        FILE,
        file.length,
        TrainingData.sha256(file),
        "Apache-2.0",
        List.of(
            Europarl.SOURCE,
            OfficeStrings.SOURCE,
            CommonTokens.SOURCE,
            InterfaceStrings.SOURCE,
            EditorStrings.SOURCE),
        new Training(
            "mvn -q -B -pl zoo -am -Ptrain -Dmodel=language-identifier -Dtranslations=FOLDER"
                + " process-test-classes",
            time.toSeconds(),
            "one thread of a virtual machine with 2 cores (AVX-512) that was busy with other work",
            recipe.seed()),
        scores(model, documents),
        List.of(
            "Choosing dictionaries, stop words, analysers or translators for a text",
            "Texts from a word on; of one word, about one in ten is taken for a relative's"),
        List.of(
            "Knows these languages: " + String.join(" ", model.languages()),
            "Languages other than those of the European Parliament count less before a text is"
                + " read: of a word that Danish and Norwegian share, it says Danish; restrictedTo"
                + " helps who knows better",
            "Norwegian Nynorsk, Bosnian, Serbian in Latin letters and other close relatives of what"
                + " it knows are taken for their neighbour, not refused",
            "The labels of Europarl, which it learned from and is measured by, are weak: the"
                + " language whose stop words a document has most of, where that is clear",
            "It learned from an office suite's interface, too: that of an editor has strings in"
                + " common with it",
            "A text in several languages gets one ranking, by their shares"));
  }
}
