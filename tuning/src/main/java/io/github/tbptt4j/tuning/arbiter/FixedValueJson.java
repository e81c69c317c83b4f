package io.github.tbptt4j.tuning.arbiter;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.util.Base64;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JsonDeserializer;
import org.nd4j.shade.jackson.databind.JsonMappingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.jsontype.TypeDeserializer;

/**
 * Reads what Arbiter writes of a fixed value: a number, a string or an enum, or a serialised Java
 * object. Arbiter's own reader makes objects of any class that the text names.
 */
final class FixedValueJson extends JsonDeserializer<FixedValue<?>> {
  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final int MOST_REFERENCES = 100_000;
  private static final int LONGEST_ARRAY = 10_000_000;
  private static final int DEEPEST = 100;

  @Override
  public FixedValue<?> deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode json = context.readTree(parser);
    String name = json.path("@valueclass").asText();
    try {
      KnownClasses.require(name);
      return new FixedValue<>(
          json.has("value") ? simple(json.get("value"), name) : serialised(json.path("data")));
    } catch (IOException | ClassNotFoundException | IllegalArgumentException e) {
      throw JsonMappingException.from(parser, message(e), e);
    }
  }

  /** {@return without the name of the class, which is in the message} */
  private static String message(Exception e) {
    return e instanceof InvalidClassException invalid && invalid.classname == null
        ? e.getMessage()
        : "a fixed value can't be read: " + e;
  }

  @Override
  public FixedValue<?> deserializeWithType(
      JsonParser parser, DeserializationContext context, TypeDeserializer type) throws IOException {
    return deserialize(parser, context);
  }

  private static Object simple(JsonNode value, String name)
      throws IOException, ClassNotFoundException {
    Class<?> type = Class.forName(name, false, FixedValueJson.class.getClassLoader());
    if (!Number.class.isAssignableFrom(type) && type != String.class && !type.isEnum()) {
      throw new InvalidClassException(name + " is no number, string or enum");
    }
    return PLAIN.treeToValue(value, type);
  }

  private static Object serialised(JsonNode data) throws IOException, ClassNotFoundException {
    byte[] bytes = Base64.getMimeDecoder().decode(data.asText());
    Known known = new Known();
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      in.setObjectInputFilter(known);
      return in.readObject();
    } catch (InvalidClassException e) {
      throw known.refused == null
          ? e
          : (IOException)
              new InvalidClassException(KnownClasses.refusal(known.refused)).initCause(e);
    }
  }

  /** Remembers what it has refused, which Java's message doesn't say. */
  private static final class Known implements ObjectInputFilter {
    private String refused;

    @Override
    public Status checkInput(FilterInfo info) {
      if (info.depth() > DEEPEST
          || info.references() > MOST_REFERENCES
          || info.arrayLength() > LONGEST_ARRAY) {
        return Status.REJECTED;
      }
      Class<?> type = info.serialClass();
      if (type == null) {
        return Status.UNDECIDED;
      }
      while (type.isArray()) {
        type = type.getComponentType();
      }
      if (type.isPrimitive() || KnownClasses.isKnown(type.getName())) {
        return Status.ALLOWED;
      }
      refused = type.getName();
      return Status.REJECTED;
    }
  }
}
