package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Training;
import io.github.tbptt4j.zoo.training.classify.LabelledText;
import io.github.tbptt4j.zoo.training.classify.Split;
import io.github.tbptt4j.zoo.training.languages.Europarl;
import io.github.tbptt4j.zoo.training.languages.InterfaceStrings;
import io.github.tbptt4j.zoo.training.languages.LanguageScores;
import io.github.tbptt4j.zoo.training.languages.LanguageTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Trains the language identifier on the proceedings of the European Parliament. */
final class TrainLanguageIdentifier implements Train.Program {
  private static final String FILE = "weights.zip";

  @Override
  public ModelCard train(Path directory) throws IOException {
    ClassifierProgress progress = new ClassifierProgress();
    Split documents = europarl();
    LanguageIdentifier model = LanguageTraining.train(LanguageTraining.RECIPE, documents, progress);
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
    return LanguageScores.sets(documents.heldOut(), strings.labelled());
  }

  static ModelCard card(LanguageIdentifier model, Split documents, byte[] file, Duration time) {
    return new ModelCard(
        "language-identifier",
        LanguageIdentifier.class.getSimpleName(),
        "Says in which of 20 languages of the European Union a text is written.",
        ("VanillaRnn(%d, tanh) over characters, mean of its states over the text, softmax over %d"
                + " languages")
            .formatted(LanguageTraining.RECIPE.hidden(), model.languages().size()),
        model.network().numParams(),
        FILE,
        file.length,
        TrainingData.sha256(file),
        "Apache-2.0",
        List.of(Europarl.SOURCE, InterfaceStrings.SOURCE),
        new Training(
            "mvn -q -B -pl zoo -am -Ptrain -Dmodel=language-identifier process-test-classes",
            time.toSeconds(),
            "one thread of a virtual machine with 2 cores (AVX2) that was busy with other work",
            LanguageTraining.RECIPE.seed()),
        LanguageScores.measure(model, sets(documents)),
        List.of(
            "Choosing dictionaries, stop words, analysers or translators for a text",
            "Texts of a sentence or more; of a few words where an error now and then does no harm"),
        List.of(
            "Knows these languages only, and gives one of them for any other: "
                + String.join(" ", model.languages()),
            "The labels it learned from and is measured by on Europarl are weak: the language"
                + " whose stop words a document has most of, where that is clear, which leaves out"
                + " the hardest documents",
            "Learned from debates: names, slang, computer terms and single words are harder",
            "A text in several languages gets one ranking, by their shares",
            "Norwegian, Slovak, Croatian and other close relatives of what it knows are taken for"
                + " their neighbour"));
  }
}
