package io.github.tbptt4j.tuning.arbiter;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.databind.BeanDescription;
import org.nd4j.shade.jackson.databind.DeserializationConfig;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JsonDeserializer;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.deser.BeanDeserializerModifier;
import org.nd4j.shade.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * One object again for a space that was used in two places. JSON has it twice, but with the same
 * coordinate, which no two have.
 */
final class SharedLeaves extends BeanDeserializerModifier {

  @Override
  public JsonDeserializer<?> modifyDeserializer(
      DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
    return ParameterSpace.class.isAssignableFrom(bean.getBeanClass())
        ? new Once(deserializer)
        : deserializer;
  }

  private static final class Once extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    Once(JsonDeserializer<?> space) {
      super(space);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> space) {
      return new Once(space);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode json = context.readTree(parser);
      JsonParser again = json.traverse(parser.getCodec());
      again.nextToken();
      Object space = super.deserialize(again, context);
      if (!hasCoordinate(json)) {
        return space;
      }
      Object first = read(context).putIfAbsent(new Leaf(space.getClass(), json), space);
      return first == null ? space : first;
    }

    private static boolean hasCoordinate(JsonNode json) {
      Iterable<String> names = json::fieldNames;
      return StreamSupport.stream(names.spliterator(), false)
          .anyMatch(
              name ->
                  (name.equals("index") || name.endsWith("Index"))
                      && json.get(name).asInt(-1) >= 0);
    }

    /** Those of one document. */
    @SuppressWarnings("unchecked")
    private static Map<Leaf, Object> read(DeserializationContext context) {
      Map<Leaf, Object> read = (Map<Leaf, Object>) context.getAttribute(SharedLeaves.class);
      if (read == null) {
        read = new HashMap<>();
        context.setAttribute(SharedLeaves.class, read);
      }
      return read;
    }
  }

  private record Leaf(Class<?> type, JsonNode json) {}
}
