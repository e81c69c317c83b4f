package io.github.tbptt4j.tuning.arbiter;

import java.util.Set;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.api.termination.TerminationCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.JsonMappingException;
import org.nd4j.shade.jackson.databind.cfg.MapperConfig;
import org.nd4j.shade.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * The classes that JSON may name: {@link KnownClasses}, and whatever somebody has written to have
 * networks scored, data found or results kept, which no space has.
 */
final class KnownTypes extends PolymorphicTypeValidator.Base {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("deprecation") // Arbiter's JSON has it still
  private static final Set<Class<?>> USERS =
      Set.of(
          CandidateGenerator.class,
          DataProvider.class,
          ResultSaver.class,
          ScoreFunction.class,
          TerminationCondition.class,
          OptimizationConfiguration.class);

  @Override
  public Validity validateBaseType(MapperConfig<?> config, JavaType baseType) {
    return Validity.INDETERMINATE;
  }

  @Override
  public Validity validateSubClassName(MapperConfig<?> config, JavaType baseType, String name)
      throws JsonMappingException {
    int generic = name.indexOf('<');
    if (USERS.contains(baseType.getRawClass())
        || KnownClasses.isKnown(generic < 0 ? name : name.substring(0, generic))) {
      return Validity.ALLOWED;
    }
    throw new JsonMappingException(null, KnownClasses.refusal(name));
  }
}
