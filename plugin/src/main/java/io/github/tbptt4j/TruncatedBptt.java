package io.github.tbptt4j;

import java.util.Map;
import java.util.Objects;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * How far backpropagation through time goes: every k1 steps, run BPTT for k2 steps.
 *
 * <p>Time is cut into windows. Window {@code w} (from 0) owns the losses of the steps {@code [w*k1,
 * e)} with {@code e = min((w+1)*k1, T)}. Its backward pass covers the steps {@code e-k2 .. e-1},
 * cut at the first step there is; the state that enters the first covered step is a constant.
 *
 * <table>
 * <caption>What k1 and k2 do</caption>
 * <tr><th>case</th><th>meaning</th></tr>
 * <tr><td>k2 = k1</td><td>disjoint windows, the TensorFlow, Keras and DL4J style</td></tr>
 * <tr><td>k2 &gt; k1</td><td>windows overlap: each loss reaches back between k2-k1+1 and k2 steps, and counts once</td></tr>
 * <tr><td>k2 &lt; k1</td><td>the errors of the first k1-k2 owned steps do not enter: their gradients are zero</td></tr>
 * <tr><td>T not a multiple of k1</td><td>the last window owns fewer steps and still goes back k2</td></tr>
 * <tr><td>k2 &ge; T</td><td>full BPTT, the same numbers</td></tr>
 * </table>
 *
 * <p>k2 = k1 is what DL4J calls TBPTT where k1 divides T. Where it doesn't, DL4J's last segment is
 * shorter and goes back to its own beginning, T mod k1 steps, while the last window here owns as
 * many losses but still goes back k2: the depth is a promise about every window, and cutting the
 * last one short would make its gradient worse for nothing. So parameters differ a little from then
 * on. Give sequences of a multiple of k1 steps where they must not.
 *
 * <p>Sources: Williams and Peng (1990), "An efficient gradient-based algorithm for on-line training
 * of recurrent network trajectories", BPTT(h; h') with h = k2, h' = k1; Sutskever (2013), "Training
 * recurrent neural networks", section 2.8.6.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.NONE,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class TruncatedBptt implements Truncation {
  private static final long serialVersionUID = 1L;
  private static final int UNLIMITED = Integer.MAX_VALUE;
  private static final TruncatedBptt FULL = new TruncatedBptt(UNLIMITED, UNLIMITED);

  /** Steps between two runs of backpropagation. */
  private final int k1;

  /** Steps each run goes back. */
  private final int k2;

  private TruncatedBptt(int k1, int k2) {
    this.k1 = k1;
    this.k2 = k2;
  }

  /**
   * Every {@code k1} steps, run BPTT for {@code k2} steps.
   *
   * @param k1 steps between two runs of backpropagation, at least 1
   * @param k2 steps each run goes back, at least 1
   * @return the truncation
   * @throws IllegalArgumentException if k1 or k2 is below 1
   */
  public static TruncatedBptt of(int k1, int k2) {
    requireAtLeastOne("k1", k1);
    requireAtLeastOne("k2", k2);
    return new TruncatedBptt(k1, k2);
  }

  /**
   * Full backpropagation through time, the default. Under DL4J's {@code BackpropType.TruncatedBPTT}
   * it is full within each segment, which is what DL4J itself does.
   *
   * @return no truncation
   */
  public static TruncatedBptt full() {
    return FULL;
  }

  /**
   * Run BPTT for {@code k2} steps at the end of whatever the layer is given: the sequence, or
   * DL4J's segment of {@code tBPTTForwardLength} steps, which then is k1.
   *
   * @param k2 steps each run goes back, at least 1
   * @return the truncation with k1 unset
   * @throws IllegalArgumentException if k2 is below 1
   */
  public static TruncatedBptt backward(int k2) {
    requireAtLeastOne("k2", k2);
    return new TruncatedBptt(UNLIMITED, k2);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static TruncatedBptt fromJson(Map<String, Integer> fields) {
    for (String field : fields.keySet()) {
      if (!field.equals("k1") && !field.equals("k2")) {
        throw new IllegalArgumentException(
            "truncatedBptt has no field \"" + field + "\": remove or correct it.");
      }
    }
    Integer k1 = fields.get("k1");
    Integer k2 = fields.get("k2");
    if (k1 == null) {
      return k2 == null ? full() : backward(k2);
    }
    return of(k1, k2 == null ? UNLIMITED : k2);
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
    }
  }

  /** {@return steps between two runs of backpropagation; {@link Integer#MAX_VALUE} where unset} */
  public int k1() {
    return k1;
  }

  /** {@return steps each run goes back; {@link Integer#MAX_VALUE} for full BPTT} */
  public int k2() {
    return k2;
  }

  @JsonProperty("k1")
  private Integer k1OrNull() {
    return k1 == UNLIMITED ? null : Integer.valueOf(k1);
  }

  @JsonProperty("k2")
  private Integer k2OrNull() {
    return k2 == UNLIMITED ? null : Integer.valueOf(k2);
  }

  /** {@return whether nothing is truncated} */
  public boolean isFull() {
    return k2 == UNLIMITED;
  }

  /**
   * The number of steps that every loss reaches back through at least, its own step included:
   * k2-k1+1, and 0 where k2 &lt; k1 because some losses then don't enter at all. Dependencies no
   * longer than this are learned from every loss. The losses of the first steps of a sequence reach
   * no further than its beginning.
   *
   * @return the guaranteed depth in steps; {@link Integer#MAX_VALUE} for full BPTT
   */
  public int guaranteedDepth() {
    return isFull() ? UNLIMITED : Math.max(0, k2 - k1 + 1);
  }

  /**
   * The number of steps that the best placed loss, the last one of a window, reaches back through,
   * its own step included: k2. No gradient ever crosses more steps.
   *
   * @return the maximal depth in steps; {@link Integer#MAX_VALUE} for full BPTT
   */
  public int maxDepth() {
    return k2;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TruncatedBptt that && k1 == that.k1 && k2 == that.k2;
  }

  @Override
  public int hashCode() {
    return Objects.hash(k1, k2);
  }

  @Override
  public String toString() {
    if (isFull()) {
      return "full BPTT";
    }
    return k1 == UNLIMITED ? "k2=" + k2 : "k1=" + k1 + ", k2=" + k2;
  }
}
