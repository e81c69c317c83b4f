package io.github.tbptt4j.tuning.arbiter;

import io.github.tbptt4j.tuning.internal.sweep.MovedClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.serde.jackson.JsonMapper;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLFactory;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLGenerator;

/**
 * Spaces and whole OptimizationConfigurations as JSON and YAML that can be read again, in the form
 * of Arbiter's own, with what is missing there: fixed layers keep their type, lists keep the type
 * of their elements, dropout and MathOp can be read. What earlier versions have written is read,
 * too.
 *
 * <p>JSON of a space names classes, and has serialised objects in it. Read here it makes objects of
 * the classes of this library, of Arbiter's and DL4J's configurations and of simple values only;
 * others, such as a layer of your own, are refused unless Java was started with {@code
 * -Dtbptt4j.classes=com.example.MyLayer} (several with commas, a package with a dot at its end).
 * What scores, finds data or keeps results in an OptimizationConfiguration may be of any class:
 * read one only where you know who wrote it.
 */
public final class ArbiterJson {
  private static final ObjectMapper JSON = mended(JsonMapper.getMapper());
  private static final ObjectMapper YAML = mended(JsonMapper.getYamlMapper());

  private ArbiterJson() {}

  private static ObjectMapper mended(ObjectMapper arbiters) {
    ObjectMapper mapper =
        arbiters.copy().registerModule(new ArbiterModule()).addHandler(new MovedClasses());
    mapper.setPolymorphicTypeValidator(new KnownTypes());
    if (mapper.getFactory() instanceof YAMLFactory yaml) {
      yaml.disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID); // it loses those of list elements
    }
    return mapper;
  }

  /**
   * Writes JSON.
   *
   * @param configuration a configuration of a search
   * @return JSON
   */
  public static String toJson(OptimizationConfiguration configuration) {
    return write(JSON, configuration);
  }

  /**
   * Reads JSON.
   *
   * @param json from {@link #toJson}
   * @return an equal configuration
   * @throws IllegalArgumentException if it is none
   */
  public static OptimizationConfiguration fromJson(String json) {
    return read(JSON, json);
  }

  /**
   * Writes YAML.
   *
   * @param configuration a configuration of a search
   * @return YAML
   */
  public static String toYaml(OptimizationConfiguration configuration) {
    return write(YAML, configuration);
  }

  /**
   * Reads YAML.
   *
   * @param yaml from {@link #toYaml}
   * @return an equal configuration
   * @throws IllegalArgumentException if it is none
   */
  public static OptimizationConfiguration fromYaml(String yaml) {
    return read(YAML, yaml);
  }

  /**
   * A space as maps, lists and values.
   *
   * @param space any Arbiter space
   * @return what its JSON says
   */
  public static Map<String, Object> tree(Object space) {
    try {
      return JSON.readValue(write(JSON, space), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A space that was written as a tree. Its leaves have the coordinates that they had then.
   *
   * @param tree from {@link #tree} of a CandidateSpace
   * @return an equal space
   * @throws IllegalArgumentException if it is none
   */
  public static CandidateSpace space(Map<String, Object> tree) {
    try {
      CandidateSpace space = JSON.readValue(JSON.writeValueAsString(tree), CandidateSpace.class);
      return Objects.requireNonNull(space, "there is none");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The space can't be read: " + e.getOriginalMessage(), e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("The space can't be read: " + e.getMessage(), e);
    }
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          value.getClass().getName() + " can't be written: " + e.getOriginalMessage(), e);
    }
  }

  private static OptimizationConfiguration read(ObjectMapper mapper, String text) {
    try {
      return mapper.readValue(text, OptimizationConfiguration.class);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "This is no configuration of a search: " + e.getMessage(), e);
    }
  }
}
