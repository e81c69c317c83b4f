package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.zoo.Prediction;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Writes what a classifier says of texts, a line each. */
final class LabelWriter {
  /** What a text is of which the model has no idea: any label is as probable as another. */
  static final String UNKNOWN = "unknown";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double ROUNDING = 1e4;

  private final LabelFormat format;
  private final int top;
  private final boolean withFile;
  private final boolean withText;
  private final Writer to;

  /**
   * A writer.
   *
   * @param options what to write
   * @param to where to
   */
  LabelWriter(LabelOptions options, Writer to) {
    this.format = options.format();
    this.top = options.top();
    this.withFile = options.files().size() > 1;
    this.withText = options.withText();
    this.to = to;
  }

  void write(String file, TextLines.Line line, List<Prediction> ranked) throws IOException {
    List<Prediction> shown = shown(ranked);
    to.write(
        format == LabelFormat.JSONL
            ? json(object(file, line, shown))
            : String.join("\t", cells(file, line, shown)) + "\n");
  }

  private List<Prediction> shown(List<Prediction> ranked) {
    double first = ranked.get(0).probability();
    double last = ranked.get(ranked.size() - 1).probability();
    return ranked.size() > 1 && first == last
        ? List.of(new Prediction(UNKNOWN, first))
        : ranked.subList(0, Math.min(top, ranked.size()));
  }

  private List<String> cells(String file, TextLines.Line line, List<Prediction> shown) {
    List<String> cells = new ArrayList<>();
    if (withFile) {
      cells.add(escape(file));
    }
    cells.add(Long.toString(line.number()));
    for (Prediction prediction : shown) {
      cells.add(escape(prediction.label()));
      cells.add(String.format(Locale.ROOT, "%.4f", prediction.probability()));
    }
    if (withText) {
      cells.add(escape(line.text()));
    }
    return cells;
  }

  private Map<String, Object> object(String file, TextLines.Line line, List<Prediction> shown) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (withFile) {
      object.put("file", file);
    }
    object.put("line", line.number());
    object.putAll(object(shown.get(0)));
    if (top > 1) {
      object.put("labels", shown.stream().map(LabelWriter::object).toList());
    }
    if (withText) {
      object.put("text", line.text());
    }
    return object;
  }

  private static Map<String, Object> object(Prediction prediction) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("label", prediction.label());
    object.put("confidence", Math.round(prediction.probability() * ROUNDING) / ROUNDING);
    return object;
  }

  /** {@return a line of JSON} */
  static String json(Map<String, Object> object) throws JsonProcessingException {
    return JSON.writeValueAsString(object) + "\n";
  }

  /** {@return a text as a cell: no tab, no line break, nothing that a terminal obeys} */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\t' -> escaped.append("\\t");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\\' -> escaped.append("\\\\");
        default -> {
          if (Character.isISOControl(c)) {
            escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString();
  }
}
