package io.github.tbptt4j.zoo.internal.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * What {@code tbptt4j.json} holds. Read token by token: mapping it to objects would take longer
 * than all else that a first answer needs.
 *
 * @param format of the file
 * @param family the kind of model
 * @param texts lists of texts by name
 */
public record Description(int format, String family, Map<String, List<String>> texts) {
  /** Its name in the file. */
  public static final String ENTRY = "tbptt4j.json";

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Takes the description out of a file.
   *
   * @param entries the file's parts
   * @return what it says
   * @throws IOException if it isn't there, or isn't one
   */
  public static Description of(Map<String, byte[]> entries) throws IOException {
    byte[] json = SavedNetwork.part(entries, ENTRY);
    Integer format = null;
    String family = null;
    Map<String, List<String>> texts = null;
    try (JsonParser parser = JSON.createParser(json)) {
      expect(parser, JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (parser.getCurrentName()) {
          case "format" -> {
            expect(parser, JsonToken.VALUE_NUMBER_INT);
            format = parser.getIntValue();
          }
          case "family" -> family = text(parser);
          case "texts" -> texts = texts(parser);
          default -> throw wrong(parser, "nothing of that name");
        }
      }
      if (parser.nextToken() != null) {
        throw wrong(parser, "nothing behind its end");
      }
    }
    if (format == null || family == null || texts == null) {
      throw new IOException("its " + ENTRY + " lacks one of format, family and texts.");
    }
    return new Description(format, family, texts);
  }

  private static Map<String, List<String>> texts(JsonParser parser) throws IOException {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    expect(parser, JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.getCurrentName();
      List<String> list = new ArrayList<>();
      expect(parser, JsonToken.START_ARRAY);
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        list.add(parser.getText());
      }
      require(parser, JsonToken.END_ARRAY);
      texts.put(name, List.copyOf(list));
    }
    require(parser, JsonToken.END_OBJECT);
    return texts;
  }

  private static String text(JsonParser parser) throws IOException {
    expect(parser, JsonToken.VALUE_STRING);
    return parser.getText();
  }

  private static void expect(JsonParser parser, JsonToken token) throws IOException {
    parser.nextToken();
    require(parser, token);
  }

  private static void require(JsonParser parser, JsonToken token) throws IOException {
    if (parser.currentToken() != token) {
      throw wrong(parser, token.toString());
    }
  }

  private static IOException wrong(JsonParser parser, String instead) throws IOException {
    return new IOException(
        "its %s has %s at line %d, column %d: there should be %s."
            .formatted(
                ENTRY,
                parser.getText(),
                parser.getTokenLocation().getLineNr(),
                parser.getTokenLocation().getColumnNr(),
                instead));
  }

  /**
   * What the file holds.
   *
   * @return JSON in UTF-8
   * @throws IOException never
   */
  public byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("format", format);
      json.writeStringField("family", family);
      json.writeObjectFieldStart("texts");
      for (Map.Entry<String, List<String>> list : texts.entrySet()) {
        json.writeArrayFieldStart(list.getKey());
        for (String text : list.getValue()) {
          json.writeString(text);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
