package io.github.tbptt4j.internal.train.cell;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's LSTM, and GravesLSTM with its peepholes p:
 *
 * <pre>
 *   a_t = f(z^a_t)                       new content
 *   g_t = s(z^g_t + p^g c_{t-1})         forget gate
 *   i_t = s(z^i_t + p^i c_{t-1})         input gate
 *   c_t = m_t (g_t c_{t-1} + i_t a_t)
 *   o_t = s(z^o_t + p^o c_t)             output gate
 *   h_t = m_t o_t f(c_t)
 * </pre>
 *
 * <p>Columns are in the order a, g, o, i, n each; those of the peepholes, p^g, p^o, p^i, stand
 * behind them in RW.
 */
final class LstmCell implements Cell {
  static final int GATES = 4;

  private static final int CONTENT = 0;
  private static final int FORGET = 1;
  private static final int OUTPUT = 2;
  private static final int INPUT = 3;
  private static final String MEMORY = LSTM.STATE_KEY_PREV_MEMCELL;

  private final IActivation f;
  private final IActivation s;
  private final boolean training;
  private final long n;
  private final INDArray[] peepholes; // [1, n] each, by gate; null for none
  private final INDArray entering; // c before the first step
  private final INDArray gates; // [B, 4n, T]
  private final INDArray memory; // c, [B, n, T]
  private final INDArray squashed; // f(c), [B, n, T]
  private final INDArray dc; // [B, n], what comes to c from the step after

  LstmCell(
      AbstractLSTM layer,
      boolean training,
      Map<String, INDArray> entering,
      INDArray rw,
      Steps steps) {
    f = layer.getActivationFn();
    s = layer.getGateActivationFn();
    this.training = training;
    n = layer.getNOut();
    peepholes = rw == null ? null : peepholes(rw);
    INDArray state = entering.get(MEMORY);
    this.entering = state == null ? steps.single(n) : state;
    gates = steps.ofSize(GATES * n);
    memory = steps.ofSize(n);
    squashed = steps.ofSize(n);
    dc = steps.single(n);
  }

  private INDArray[] peepholes(INDArray rw) {
    INDArray[] rows = new INDArray[GATES];
    for (int gate : new int[] {FORGET, OUTPUT, INPUT}) {
      rows[gate] = rw.getColumn(GATES * n + gate - 1).reshape(1, n);
    }
    return rows;
  }

  @Override
  public void forward(int t, INDArray z, INDArray h, INDArray mask) {
    INDArray before = before(t);
    INDArray c = Steps.at(memory, t);
    INDArray fc = Steps.at(squashed, t);
    INDArray now = Steps.at(gates, t);
    INDArray content = gate(now, CONTENT);
    INDArray output = gate(now, OUTPUT);
    peep(z, FORGET, before);
    peep(z, INPUT, before);
    Steps.activate(f, training, gate(z, CONTENT), content);
    open(z, now, FORGET).muli(before, c);
    c.addi(open(z, now, INPUT).mul(content));
    peep(z, OUTPUT, c);
    open(z, now, OUTPUT);
    Steps.activate(f, training, c, fc);
    output.muli(fc, h);
    if (mask != null) {
      h.muliColumnVector(mask);
      c.muliColumnVector(mask);
    }
  }

  @Override
  public void back(int t, INDArray z, INDArray dh, INDArray mask, double carry, INDArray drw) {
    INDArray before = before(t);
    INDArray c = Steps.at(memory, t);
    INDArray now = Steps.at(gates, t);
    INDArray dzOutput = gate(z, OUTPUT);
    INDArray dzForget = gate(z, FORGET);
    INDArray dzInput = gate(z, INPUT);

    Steps.differentiate(s, dzOutput, dh.mul(Steps.at(squashed, t)));
    if (carry != 1) {
      dc.muli(carry);
    }
    if (mask != null) {
      dc.muliColumnVector(mask);
    }
    dc.addi(f.backprop(c.dup('f'), dh.mul(gate(now, OUTPUT))).getFirst());
    peepBack(dzOutput, OUTPUT);
    Steps.differentiate(s, dzForget, dc.mul(before));
    Steps.differentiate(s, dzInput, dc.mul(gate(now, CONTENT)));
    Steps.differentiate(f, gate(z, CONTENT), dc.mul(gate(now, INPUT)));
    addPeepholes(drw, OUTPUT, dzOutput, c);
    addPeepholes(drw, FORGET, dzForget, before);
    addPeepholes(drw, INPUT, dzInput, before);

    dc.muli(gate(now, FORGET));
    peepBack(dzForget, FORGET);
    peepBack(dzInput, INPUT);
  }

  @Override
  public Map<String, INDArray> leaving() {
    return Map.of(MEMORY, Steps.at(memory, memory.size(2) - 1));
  }

  private INDArray before(int t) {
    return t == 0 ? entering : Steps.at(memory, t - 1);
  }

  private INDArray gate(INDArray columns, int gate) {
    return Steps.part(columns, gate, n);
  }

  private INDArray open(INDArray z, INDArray now, int gate) {
    INDArray opened = gate(now, gate);
    Steps.activate(s, training, gate(z, gate), opened);
    return opened;
  }

  private void peep(INDArray z, int gate, INDArray c) {
    if (peepholes != null) {
      gate(z, gate).addi(c.mulRowVector(peepholes[gate]));
    }
  }

  private void peepBack(INDArray dz, int gate) {
    if (peepholes != null) {
      dc.addi(dz.mulRowVector(peepholes[gate]));
    }
  }

  private void addPeepholes(INDArray drw, int gate, INDArray dz, INDArray c) {
    if (peepholes != null) {
      INDArray column = drw.getColumn(GATES * n + gate - 1);
      column.addi(dz.mul(c).sum(0));
    }
  }
}
