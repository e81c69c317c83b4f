package io.github.tbptt4j.benchmark;

import io.github.tbptt4j.InferenceSession;

/** One step of a character model by this project's session. */
final class SessionWork implements Work {
  private final InferenceSession session;
  private final float[] probabilities;
  private int symbol;

  SessionWork(Case one) {
    session = InferenceSession.of(Family.OURS.characterModel(one, CaseData.of(one)));
    probabilities = new float[one.nIn()];
  }

  @Override
  public void run() {
    session.step(symbol, probabilities);
    symbol = (symbol + 1) % probabilities.length;
  }

  @Override
  public Results results() {
    Results results = new Results();
    for (int i = 0; i < CaseData.INFERENCE_STEPS; i++) {
      session.step(i, probabilities);
      results.put("probabilities " + i, probabilities.clone());
    }
    return results;
  }
}
