package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.tasks.AddingTask;
import io.github.tbptt4j.tuning.tasks.CopyTask;
import io.github.tbptt4j.tuning.tasks.InfluenceTask;
import io.github.tbptt4j.tuning.tasks.RecallTask;
import io.github.tbptt4j.tuning.tasks.SyntheticTask;
import io.github.tbptt4j.tuning.tasks.TemporalOrderTask;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A task by the name that the command line knows it by, and what is compared if nobody says. */
enum Task {
  COPY(
      "copy",
      10,
      "fixed:k1=5,k2=9",
      "fixed:k1=5,k2=14",
      "fixed:k1=5,k2=19",
      "adaptive:k1=5,min=2,max=50,delta=0.9") {
    @Override
    SyntheticTask of(int length, Truncation truncation) {
      return new CopyTask(length);
    }
  },
  ADDING("adding", 50, "fixed:k1=10,k2=10", "fixed:k1=10,k2=30", "full") {
    @Override
    SyntheticTask of(int length, Truncation truncation) {
      return new AddingTask(length);
    }
  },
  TEMPORAL_ORDER("temporal-order", 50, "full") {
    @Override
    SyntheticTask of(int length, Truncation truncation) {
      return new TemporalOrderTask(length);
    }

    @Override
    List<Double> omegas() {
      return List.of(0.0, 0.2);
    }
  },
  INFLUENCE(
      "influence",
      null,
      "fixed:k1=5,k2=10",
      "fixed:k1=5,k2=40",
      "fixed:k1=5,k2=60",
      "random:mean=16") {
    @Override
    SyntheticTask of(int length, Truncation truncation) {
      return new InfluenceTask();
    }
  },
  RECALL("recall", null, "fixed:k1=1,k2=10", "fixed:k1=5,k2=10", "fixed:k1=10,k2=10") {
    @Override
    SyntheticTask of(int length, Truncation truncation) {
      return new RecallTask(length, truncation);
    }
  };

  private final String word;
  private final Integer length; // null where there is none
  private final List<String> truncations;

  Task(String word, Integer length, String... truncations) {
    this.word = word;
    this.length = length;
    this.truncations = List.of(truncations);
  }

  /**
   * Makes the task.
   *
   * @param length its length, where it has one
   * @param truncation that it is to be learned with
   */
  abstract SyntheticTask of(int length, Truncation truncation);

  /** {@return the usual length; null where there is none} */
  Integer length() {
    return length;
  }

  /** {@return usual factors of the vanishing-gradient regulariser} */
  List<Double> omegas() {
    return List.of(0.0);
  }

  List<String> truncations() {
    return truncations;
  }

  /** What picocli reads and shows. */
  @Override
  public String toString() {
    return word;
  }

  /** Picocli's own takes and lists the names in Java, too. */
  static final class Reader implements ITypeConverter<Task> {
    @Override
    public Task convert(String text) {
      for (Task task : values()) {
        if (task.word.equals(text)) {
          return task;
        }
      }
      throw new TypeConversionException(
          "expected one of " + List.of(values()) + " but was '" + text + "'");
    }
  }
}
