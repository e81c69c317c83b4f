package io.github.tbptt4j.tuning.data;

/** What is predicted. */
public enum Target {
  /** One of several classes: a softmax output, cross entropy. */
  CLASSES,
  /** Real numbers: an identity output, mean squared error. */
  VALUES
}
