package io.github.tbptt4j.zoo.training.languages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which languages are told apart, which are refused, and where their words come from. */
final class Languages {
  /** Those with running text: the proceedings of the European Parliament. */
  static final List<String> EUROPEAN =
      List.of("bg cs da de el en es et fi fr hu it lt lv nl pl pt ro sl sv".split(" "));

  /** Those with an office suite's strings and common words alone. */
  static final List<String> OTHERS =
      List.of(
          "af ar be bn ca cy eo eu fa ga gl he hi hr id is ja ka kk ko mk nb ru sk sr ta th tr uk vi zh"
              .split(" "));

  /** What is refused is learned from these, by LibreOffice's codes .. */
  static final List<String> FOREIGN_STRINGS =
      List.of(
          "am br gd gug gu kmr@latin km kn ml mn mr ne oc om pa_IN rw si te tg ug xh zu tn"
              .split(" "));

  /** .. and these, by Tika's; closest relatives of what is told apart are left out. */
  static final List<String> FOREIGN_WORDS =
      List.of("ceb mlg hau yor sqi tuk hat kur ful gsw vol wol lug kin nso xho".split(" "));

  /** Tika's names of the languages whose common words it has. */
  private static final Map<String, String> TOKENS = new LinkedHashMap<>();

  static {
    String names =
        "bg bul cs ces da dan de deu el ell en eng es spa et ekk fi fin fr fra hu hun it ita lt lit"
            + " lv lvs nl nld pl pol pt por ro ron sl slv sv swe af afr ar ara be bel ca cat cy cym"
            + " eo epo eu eus ga gle gl glg hr hrv id ind is isl kk kaz mk mkd nb nob ru rus sk slk"
            + " tr tur uk ukr vi vie he heb hi hin ta tam bn ben ka kat ko kor fa fas";
    String[] pairs = names.split(" ");
    for (int i = 0; i < pairs.length; i += 2) {
      TOKENS.put(pairs[i], pairs[i + 1]);
    }
  }

  private Languages() {}

  /** {@return all that are told apart, in the order of the network's outputs} */
  static List<String> known() {
    List<String> known = new ArrayList<>(EUROPEAN);
    known.addAll(OTHERS);
    return known;
  }

  /** {@return Tika's name of a language, null if its words aren't used} */
  static String tokens(String language) {
    return TOKENS.get(language);
  }
}
