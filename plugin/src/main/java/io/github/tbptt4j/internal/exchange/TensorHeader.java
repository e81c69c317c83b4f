package io.github.tbptt4j.internal.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * The header of a SafeTensors file: JSON of one object, in which each member is a tensor. It is
 * read token by token, so that no nesting and no number is followed further than the format goes.
 */
final class TensorHeader {
  /** Where texts stand among the tensors. */
  static final String METADATA = "__metadata__";

  /** Digits of a number that fits into a long whatever they are. */
  private static final int DIGITS = 18;

  private static final int DIMENSIONS = 32;

  /** Keeps no table of the names that it has seen: they are a stranger's. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private final Map<String, TensorEntry> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final JsonParser parser;

  private TensorHeader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a header.
   *
   * @param bytes the JSON
   * @param dataLength the bytes behind it
   * @throws IllegalArgumentException if it is no such header, or speaks of other data than are
   *     there
   */
  static TensorHeader of(byte[] bytes, long dataLength) {
    if (bytes.length == 0 || bytes[0] != '{') {
      throw fault("it doesn't begin with {");
    }
    try (JsonParser parser = JSON.createParser(text(bytes))) {
      TensorHeader header = new TensorHeader(parser);
      header.read();
      header.requireAllOf(dataLength);
      return header;
    } catch (JsonProcessingException e) {
      throw fault("its JSON is broken, " + Words.shortened(e.getOriginalMessage()));
    } catch (IOException e) {
      throw fault("its JSON is broken, " + Words.shortened(String.valueOf(e.getMessage())));
    }
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw fault("it isn't UTF-8");
    }
  }

  Map<String, TensorEntry> tensors() {
    return tensors;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void read() throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT, "it is no object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (name.equals(METADATA)) {
        require(metadata.isEmpty(), "it has " + METADATA + " twice");
        readMetadata();
      } else {
        require(!tensors.containsKey(name), "it has " + quoted(name) + " twice");
        tensors.put(name, tensor(name));
      }
    }
    require(parser.nextToken() == null, "something follows its end");
  }

  private void readMetadata() throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT, METADATA + " is no object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      require(
          parser.nextToken() == JsonToken.VALUE_STRING,
          METADATA + "'s " + quoted(key) + " is no text");
      require(
          metadata.put(key, parser.getText()) == null, METADATA + " has " + quoted(key) + " twice");
    }
  }

  private TensorEntry tensor(String name) throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT, quoted(name) + " is no object");
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("dtype") && type == null && value == JsonToken.VALUE_STRING) {
        type = parser.getText();
      } else if (key.equals("shape") && shape == null && value == JsonToken.START_ARRAY) {
        shape = numbers(name, DIMENSIONS);
      } else if (key.equals("data_offsets") && offsets == null && value == JsonToken.START_ARRAY) {
        offsets = numbers(name, 2);
      } else {
        throw fault(quoted(name) + " has an unexpected " + quoted(key));
      }
    }
    require(
        type != null && shape != null && offsets != null && offsets.size() == 2,
        quoted(name) + " doesn't have dtype, shape and two data_offsets");
    TensorEntry entry = new TensorEntry(name, type, shape, offsets.get(0), offsets.get(1));
    if (entry.fault() != null) {
      throw fault(quoted(name) + " " + entry.fault());
    }
    return entry;
  }

  private List<Long> numbers(String name, int most) throws IOException {
    List<Long> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getTextLength() <= DIGITS
              && parser.getLongValue() >= 0,
          quoted(name) + " has a size or an offset that is no whole number from 0 to 10^18");
      require(numbers.size() < most, quoted(name) + " has more than " + most + " sizes or offsets");
      numbers.add(parser.getLongValue());
    }
    return List.copyOf(numbers);
  }

  /** The tensors' data lie one behind the other, without a hole, and are all that there is. */
  private void requireAllOf(long dataLength) {
    List<TensorEntry> byPlace =
        tensors.values().stream()
            .sorted(Comparator.comparing(TensorEntry::begin).thenComparing(TensorEntry::end))
            .toList();
    long end = 0;
    for (TensorEntry entry : byPlace) {
      require(
          entry.begin() == end,
          quoted(entry.name())
              + " begins at byte "
              + entry.begin()
              + " of the data, but the tensor before it ends at byte "
              + end);
      end = entry.end();
    }
    require(
        end == dataLength,
        "the tensors have " + end + " bytes of data, but the file has " + dataLength);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw fault(otherwise);
    }
  }

  private static String quoted(String name) {
    return "\"" + Words.shortened(name) + "\"";
  }

  private static IllegalArgumentException fault(String what) {
    return new IllegalArgumentException("The header is wrong: " + what + ".");
  }
}
