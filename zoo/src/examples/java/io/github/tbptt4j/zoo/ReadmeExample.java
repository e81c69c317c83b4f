package io.github.tbptt4j.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

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

  static List<Object> text(List<String> prompts, String mine) {
    // README: the text
    TextGenerator generator = TextGenerator.pretrained();
    Sampling sampling =
        Sampling.builder()
            .length(300)
            .temperature(0.8)
            .topP(0.95)
            .repetitionPenalty(1.2)
            .stop("\n\n")
            .build();
    generator.stream("The old man ", sampling).forEach(System.out::print); // as it is written
    List<String> texts = generator.generate(prompts, sampling); // on all processors
    DataSetIterator minibatches = generator.sequences(mine, 16, 320); // to train network() on
    // README: end
    return List.of(texts, minibatches);
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

  static double[] forecast(double[] sold) {
    // README: the forecast
    DailyForecast next = DailyForecaster.pretrained().forecast(sold, DayOfWeek.MONDAY, 28);
    double tomorrow = next.median(1);
    double atMost = next.quantile(7, 0.95); // in a week, with a probability of 95 %
    double[] expected = next.medians();
    // README: end
    return new double[] {tomorrow, atMost, expected.length};
  }

  static List<String> pronunciations() {
    // README: the pronunciations
    Pronouncer pronouncer = Pronouncer.pretrained();
    Pronunciation best = pronouncer.pronounce("backpropagation").get(0);
    String arpabet = best.arpabet(); // B AE2 K P R AA2 P ..
    String ipa = best.ipa();
    List<Pronunciation> two = pronouncer.top("data", 2); // with probabilities
    List<String> text = pronouncer.read("Truncated, twice.").map(w -> w.get(0).ipa()).toList();
    // README: end
    return List.of(arpabet, ipa, two.get(1).arpabet(), text.get(1));
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
