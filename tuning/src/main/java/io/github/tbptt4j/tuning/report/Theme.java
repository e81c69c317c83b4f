package io.github.tbptt4j.tuning.report;

import java.awt.Color;
import java.util.List;

/**
 * Colours of the figures. Series are told apart by colour-blind readers too (after Okabe and Ito),
 * and each has a marker of its own beside.
 *
 * @param background of page and figures
 * @param ink of text
 * @param muted of what is in the background
 * @param grid of grid lines
 * @param series one a series, taken in turn
 */
record Theme(Color background, Color ink, Color muted, Color grid, List<Color> series) {
  static final Theme LIGHT =
      new Theme(
          new Color(0xffffff),
          new Color(0x1f2933),
          new Color(0x7b8794),
          new Color(0xe4e7eb),
          List.of(
              new Color(0x0072b2),
              new Color(0xd55e00),
              new Color(0x008a66),
              new Color(0xb5548d),
              new Color(0xa87000),
              new Color(0x3f3f8f),
              new Color(0x4d4d4d)));

  static final Theme DARK =
      new Theme(
          new Color(0x1b2229),
          new Color(0xe4e7eb),
          new Color(0x8a96a3),
          new Color(0x36414c),
          List.of(
              new Color(0x5ab4f0),
              new Color(0xff9350),
              new Color(0x35d0a0),
              new Color(0xeb9ccb),
              new Color(0xf0c040),
              new Color(0xa6a6ff),
              new Color(0xc8c8c8)));

  Color series(int index) {
    return series.get(index % series.size());
  }
}
