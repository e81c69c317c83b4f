package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.Prediction;
import io.github.tbptt4j.zoo.Pronouncer;
import io.github.tbptt4j.zoo.Pronunciation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how English words are pronounced. */
@Command(
    name = "pronounce",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Says how English words are pronounced in North America, a word or a text a line: the line's"
          + " number, the phonemes (ARPAbet, with stress) and the confidence, from 0 to 1; of"
          + " several files the file's name before them. Words of a line are parted by |, ? is one"
          + " that can't be read, such as a number. A line without a word that can be read is "
          + LabelWriter.UNKNOWN
          + ".",
      "zoo pronouncer shows what the model knows, and how well."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  echo backpropagation | java -jar tbptt4j.jar pronounce --top 3",
      "  java -jar tbptt4j.jar pronounce --ipa --text names.txt",
      "  java -jar tbptt4j.jar pronounce --format jsonl --to names.jsonl names.txt"
    })
final class PronounceCommand implements Callable<Integer> {
  private static final String BETWEEN = " | ";
  private static final String UNREADABLE = "?";
  private static final int WAYS = 8; // that a pronouncer gives at most

  @Spec private CommandSpec spec;

  @Mixin private LabelOptions options;

  @Option(
      names = "--ipa",
      description = "The International Phonetic Alphabet in the place of ARPAbet.")
  private boolean ipa;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A file that Pronouncer.save wrote (the zoo's model).")
  private Path model;

  /** The words of a line that were said so far; they share their beginnings. */
  private record Said(Said before, String sound, double probability) {}

  @Override
  public Integer call() throws IOException {
    options.requireSense(spec.commandLine());
    Pronouncer pronouncer = model == null ? Pronouncer.pretrained() : Pronouncer.load(model);
    LabelRun.run(
        options,
        WAYS,
        texts -> texts.stream().map(text -> say(pronouncer, text)).toList(),
        spec.commandLine());
    return 0;
  }

  /** The most probable ways to say all words of a line. */
  private List<Prediction> say(Pronouncer pronouncer, String line) {
    List<Said> ways = List.of(new Said(null, "", 1));
    boolean readable = false;
    for (Iterator<List<Pronunciation>> words = pronouncer.read(line).iterator();
        words.hasNext(); ) {
      List<Pronunciation> word = words.next();
      boolean isReadable = !word.get(0).phonemes().isEmpty();
      readable |= isReadable;
      List<Said> longer = new ArrayList<>();
      for (Said before : ways) {
        for (Pronunciation way : isReadable ? word : word.subList(0, 1)) {
          longer.add(
              isReadable
                  ? new Said(
                      before,
                      ipa ? way.ipa() : way.arpabet(),
                      before.probability() * way.probability())
                  : new Said(before, UNREADABLE, before.probability()));
        }
      }
      longer.sort(Comparator.comparingDouble(one -> -one.probability()));
      ways = longer.subList(0, Math.min(options.top(), longer.size()));
    }
    if (!readable) {
      return List.of(new Prediction(LabelWriter.UNKNOWN, 0));
    }
    boolean told = ways.get(ways.size() - 1).probability() > 0; // of a page all are 0 in the end
    return (told ? ways : ways.subList(0, 1)).stream().map(PronounceCommand::prediction).toList();
  }

  private static Prediction prediction(Said last) {
    Deque<String> sounds = new ArrayDeque<>();
    for (Said at = last; at.before() != null; at = at.before()) {
      sounds.addFirst(at.sound());
    }
    return new Prediction(String.join(BETWEEN, sounds), last.probability());
  }
}
