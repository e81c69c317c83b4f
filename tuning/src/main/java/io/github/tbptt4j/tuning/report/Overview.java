package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.internal.files.AtomicFiles;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.BitmapEncoder;

/** All figures in one picture. */
final class Overview {
  private static final int COLUMNS = 2;

  private Overview() {}

  static void write(Findings findings, Path file) throws IOException {
    List<Figure> figures = Figures.of(findings);
    Canvas tile = Canvas.tile("");
    int rows = Math.max(1, (figures.size() + COLUMNS - 1) / COLUMNS);
    BufferedImage picture =
        new BufferedImage(COLUMNS * tile.width(), rows * tile.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    for (int i = 0; i < figures.size(); i++) {
      Figure figure = figures.get(i);
      BufferedImage image =
          BitmapEncoder.getBufferedImage(figure.draw().apply(Canvas.tile(figure.title())));
      graphics.drawImage(image, i % COLUMNS * tile.width(), i / COLUMNS * tile.height(), null);
    }
    graphics.dispose();
    AtomicFiles.write(file, out -> write(picture, out));
  }

  /** A cache on disk would be nothing for a JVM that is ending, after Ctrl-C. */
  private static void write(BufferedImage picture, OutputStream out) throws IOException {
    try (ImageOutputStream cached = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(picture, "png", cached);
    }
  }
}
