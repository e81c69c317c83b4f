package io.github.tbptt4j.tuning.internal.search;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.arbiter.BaseNetworkSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.adapter.ParameterSpaceAdapter;

/** What an Arbiter space is made of. */
public final class Children {
  private Children() {}

  /**
   * The spaces that a space is made of, a network's layers, too.
   *
   * @param space any
   * @return by name, in order; none for a leaf. An adapter's one child has no name
   */
  public static Map<String, ParameterSpace<?>> of(ParameterSpace<?> space) {
    Map<String, ParameterSpace<?>> children = new LinkedHashMap<>();
    if (space.isLeaf()) {
      return children;
    }
    boolean adapts = space instanceof ParameterSpaceAdapter<?, ?>;
    space.getNestedSpaces().forEach((name, nested) -> children.put(adapts ? "" : name, nested));
    if (space instanceof BaseNetworkSpace<?> network) {
      for (BaseNetworkSpace.LayerConf layer : network.getLayerSpaces()) {
        children.put(layer.getLayerName() + ".count", layer.getNumLayers());
        children.put(layer.getLayerName(), layer.getLayerSpace());
      }
    }
    return children;
  }
}
