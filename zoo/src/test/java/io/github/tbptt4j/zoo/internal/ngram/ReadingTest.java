package io.github.tbptt4j.zoo.internal.ngram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {
  private static final int LONG = 1_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Wo ist das?                      | ' wo ist das '
          L'HOMME, 3 fois.                 | ' l homme fois '
          ΣΟΦΟΣ σοφός                      | ' σοφοσ σοφόσ '
          हिन्दी भाषा                         | ' हिन्दी भाषा '
          RT @john_doe: bien sûr 😀 #topnews | ' bien sûr '
          siehe https://t.co/aB?x=1&y=2 dort | ' siehe dort '
          www.example.org/de ist gut       | ' ist gut '
          an a.b+c@example.com schreiben   | ' an schreiben '
          <p class="x">ein <b>Absatz</b>   | ' ein absatz '
          1 < 2 und 3 > 2                  | ' und '
          a&amp;b &#228; x                 | ' a b x '
          """)
  void wordsAreReadAndNothingElse(String text, String read) {
    assertEquals(read, Reading.WORDS.of(text, LONG));
  }

  @Test
  void accentsBehindTheirLetterAreOneWithIt() {
    assertEquals(" é ", Reading.WORDS.of("E\u0301", LONG));
  }

  @Test
  void charactersAreAllReadButForWhiteSpace() {
    assertEquals(" mozilla/5.0 (x11; é) ", Reading.CHARACTERS.of("  Mozilla/5.0\t(X11; É)", LONG));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "12 + 34", "?!…", "😀", "\uD83D", "@all", "https://a.b/c"})
  void nothingIsReadWhereThereAreNoWords(String text) {
    assertEquals("", Reading.WORDS.of(text, LONG));
  }

  @ParameterizedTest
  @EnumSource(Reading.class)
  void noMoreIsReadThanAsked(Reading reading) {
    String read = reading.of("abc ".repeat(1_000_000), 100);
    assertTrue(read.length() <= 101, read);
    assertTrue(read.startsWith(" abc abc"), read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<", "@", "a@", "https://", "&a", "www.", "<a", "a.", "RT "})
  void noTextTakesLong(String part) {
    String text = part.repeat(1_000_000);
    assertTimeout(Duration.ofSeconds(2), () -> Reading.WORDS.of(text, LONG));
  }

  @Test
  void readingsAreKnownByTheirNames() {
    for (Reading reading : Reading.values()) {
      assertSame(reading, Reading.named(reading.text()));
    }
    assertThrows(IllegalArgumentException.class, () -> Reading.named("letters"));
  }
}
