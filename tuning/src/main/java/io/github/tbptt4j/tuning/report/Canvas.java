package io.github.tbptt4j.tuning.report;

/**
 * What a figure is drawn for.
 *
 * @param width in pixels
 * @param height in pixels
 * @param fontSize of labels, in pixels
 * @param title shown above; empty for none
 * @param theme colours
 */
record Canvas(int width, int height, int fontSize, String title, Theme theme) {

  boolean isNarrow() {
    return width < 480;
  }

  static Canvas wide(Theme theme) {
    return new Canvas(640, 420, 15, "", theme);
  }

  static Canvas broad(Theme theme) {
    return new Canvas(1200, 420, 15, "", theme);
  }

  static Canvas narrow(Theme theme) {
    return new Canvas(360, 370, 12, "", theme);
  }

  static Canvas tile(String title) {
    return new Canvas(640, 420, 14, title, Theme.LIGHT);
  }
}
