package io.github.tbptt4j.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The code in zoo/doc/zoo.md, as it stands there. */
final class ReadmeExample {
  private ReadmeExample() {}

  static List<String> models(String userAgent) {
    // README: the zoo
    String text = TextGenerator.pretrained().generate("The old man ", 200, 0.7, 42);
    double bitsPerCharacter = TextGenerator.pretrained().score("It was a dark night.");
    String language =
        LanguageIdentifier.pretrained().identify("Wo ist der Bahnhof?").get(0).label();
    String device = UserAgentClassifier.pretrained().classify(userAgent).get(0).label();
    MultiLayerNetwork network = TextGenerator.pretrained().network(); // to fine-tune
    // README: end
    return List.of(text, Double.toString(bitsPerCharacter), language, device, network.summary());
  }

  static List<Object> languages() {
    // README: the languages
    LanguageIdentifier identifier = LanguageIdentifier.pretrained();
    Prediction best = identifier.identify("Hvor er toget?").get(0); // label and probability
    List<Prediction> three = identifier.top("Hvor er toget?", 3);
    LanguageIdentifier nordic = identifier.restrictedTo("da", "nb", "sv"); // who knows better
    boolean none = best.label().equals(LanguageIdentifier.UNKNOWN);
    // README: end
    return List.of(three, nordic.identify("Hvor er toget?"), none);
  }

  static List<Object> ownClassifier(List<LabelledText> examples, Path file) throws IOException {
    // README: the classifier
    TextClassifier mails = TextClassifier.train(examples); // LabelledText(label, text)
    String how = mails.card().toText(); // scores of what was held out, beside others
    mails.save(file);
    Zoo.register("mails", mails);
    TextClassifier again = (TextClassifier) Zoo.load("mails");
    LanguageIdentifier more = LanguageIdentifier.pretrained().fineTuned(examples); // more labels
    // README: end
    return List.of(how, again, more);
  }

  static String card(UserAgentClassifier model, Path file) throws IOException {
    // README: the card
    ModelCard card =
        model.card().toBuilder()
            .summary("Says what our sensors are.")
            .limits(List.of("Knows two kinds of sensors."))
            .build();
    model.save(file, card);
    String page = Zoo.card(file).toHtml();
    // README: end
    return page;
  }
}
