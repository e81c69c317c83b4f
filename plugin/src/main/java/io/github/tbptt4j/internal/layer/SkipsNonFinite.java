package io.github.tbptt4j.internal.layer;

/**
 * A training listener that leaves out updates with NaN or infinite gradients. While one listens, a
 * layer hands such values on to it; otherwise the layer fails.
 */
public interface SkipsNonFinite {

  /** {@return whether such an update is left out, so that nobody else needs to fail} */
  boolean skipsNonFinite();
}
