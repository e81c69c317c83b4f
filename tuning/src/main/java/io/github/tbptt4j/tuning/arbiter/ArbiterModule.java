package io.github.tbptt4j.tuning.arbiter;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.arbiter.dropout.DropoutSpace;
import org.deeplearning4j.arbiter.layers.fixed.FixedLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.math.MathOp;
import org.deeplearning4j.arbiter.optimize.parameter.math.Op;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;
import org.nd4j.shade.jackson.databind.module.SimpleModule;

/** What Arbiter's classes forget to tell Jackson. */
final class ArbiterModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  ArbiterModule() {
    setMixInAnnotation(DropoutSpace.class, DropoutMixin.class);
    setMixInAnnotation(FixedLayerSpace.class, FixedLayerMixin.class);
    setMixInAnnotation(DiscreteParameterSpace.class, ListMixin.class);
    setMixInAnnotation(MathOp.class, MathOpMixin.class);
    setMixInAnnotation(FixedValue.class, FixedValueMixin.class);
    setDeserializerModifier(new SharedLeaves());
  }

  private abstract static class DropoutMixin {
    @JsonCreator
    DropoutMixin(@JsonProperty("dropout") ParameterSpace<Double> dropout) {}
  }

  private abstract static class FixedLayerMixin {
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
    Layer layer;
  }

  @JsonDeserialize(using = FixedValueJson.class)
  private abstract static class FixedValueMixin {}

  private abstract static class ListMixin<P> {
    @JsonTypeInfo(
        use = JsonTypeInfo.Id.CLASS,
        include = JsonTypeInfo.As.WRAPPER_ARRAY,
        property = "@class")
    List<P> values;

    @JsonCreator
    ListMixin(
        @JsonProperty("values")
            @JsonTypeInfo(
                use = JsonTypeInfo.Id.CLASS,
                include = JsonTypeInfo.As.WRAPPER_ARRAY,
                property = "@class")
            Collection<P> values) {}
  }

  private abstract static class MathOpMixin {
    @JsonCreator
    MathOpMixin(
        @JsonProperty("parameterSpace") ParameterSpace<?> space,
        @JsonProperty("op") Op op,
        @JsonProperty("scalar") Number scalar) {}
  }
}
