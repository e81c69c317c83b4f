package io.github.tbptt4j.zoo.internal.phonemes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class IpaTest {
  @Test
  void stressStandsBeforeTheSyllable() {
    assertEquals("həˈloʊ", ipa("HH AH0 L OW1"));
    assertEquals("ɪkˈstɹim", ipa("IH0 K S T R IY1 M"));
    assertEquals("pɹəˌnʌnsiˈeɪʃən", ipa("P R AH0 N AH2 N S IY0 EY1 SH AH0 N"));
    assertEquals("ˈsɪŋɚ", ipa("S IH1 NG ER0"));
    assertEquals("ˈbɝd", ipa("B ER1 D"));
  }

  @Test
  void whatIsUnknownStays() {
    assertEquals("QX", ipa("QX"));
    assertEquals("", Ipa.of(List.of()));
  }

  private static String ipa(String phonemes) {
    return Ipa.of(List.of(phonemes.split(" ")));
  }
}
