package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.cpu.FloatActivations;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * tanh, by the formula of {@link FloatActivations#tanh} and with its bits, on |x|: the sign is put
 * back at the end, except that of zero. Java's minimum and maximum care for NaN and for that sign,
 * which takes more instructions than a comparison and a choice; with the sign as a bit of an int,
 * C2 had a vector object for each step.
 */
final class VectorTanh {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  // Those of FloatActivations, which explains them.
  private static final float P1 = 0.02977377382131594f;
  private static final float P2 = 0.00011425294356077921f;
  private static final float Q1 = 0.11310707214826456f;
  private static final float Q2 = 0.0012065456781306769f;
  private static final float Q3 = 1.2289739426809077e-06f;
  private static final float R1 = 0.08333329832694862f;
  private static final float R2 = 0.0010922927345698977f;
  private static final float R3 = Q3;
  private static final float BOUND = 9.4f;

  private VectorTanh() {}

  /** z = tanh z over z[from, to), within 2.5 ulp; never beyond [-1, 1]. */
  static void apply(float[] z, int from, int to) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    FloatVector bound = FloatVector.broadcast(SPECIES, BOUND);
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      FloatVector z0 = FloatVector.fromArray(SPECIES, z, i);
      FloatVector x = z0.abs();
      x = x.blend(bound, x.compare(VectorOperators.GT, bound)); // NaN stays
      FloatVector u = x.mul(x);
      FloatVector p = u.mul(P2).add(P1).mul(u).add(one);
      FloatVector q = u.mul(Q3).add(Q2).mul(u).add(Q1).mul(u).add(one);
      FloatVector r = u.mul(R3).add(R2).mul(u).add(R1);
      FloatVector a = x.mul(0.5f).mul(p);
      FloatVector rest = q.sub(a);
      FloatVector far = rest.mul(rest);
      FloatVector near = x.mul(u).mul(q.mul(r).add(p.mul(p).mul(0.25f)));
      FloatVector numerator = near.blend(far, far.compare(VectorOperators.LT, near));
      FloatVector nearest = x.blend(one, x.compare(VectorOperators.GT, one));
      FloatVector h = nearest.sub(numerator.div(q.mul(q).add(a.mul(a))));
      h.blend(h.neg(), z0.compare(VectorOperators.LT, zero)).intoArray(z, i);
    }
    FloatActivations.tanh(z, i, to);
  }
}
