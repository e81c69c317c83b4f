package io.github.tbptt4j.zoo.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class TypographyTest {
  private static String ascii(String text) {
    return Typography.plain(text, c -> c < 0x80 && c != '\r' && c != '`');
  }

  @Test
  void quotesDashesSpacesAndLineEndsAreThoseOfATypewriter() {
    assertEquals(
        "'It's \"he\",' --I...", ascii("\u2018It\u2019s \u201Che\u201D,\u2019 \u2014I\u2026"));
    assertEquals("'a b-c\n\nd\n", ascii("\uFEFF`a\u00A0b\u2013c\r\n\rd\r\n"));
  }

  @Test
  void whatIsKnownOrHasNoOtherWayStays() {
    String text = "caf\u00E9 \uD83D\uDE00 \uD83D \u4E2D";
    assertSame(text, ascii(text));
    assertEquals("\u201Ca'", Typography.plain("\u201Ca\u2019", c -> c != '\u2019' && c != '"'));
  }

  @Test
  void aReplacementThatIsUnknownItselfIsNone() {
    assertEquals("\u2014", Typography.plain("\u2014", c -> c == 'a'));
  }
}
