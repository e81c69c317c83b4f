package io.github.tbptt4j.zoo.training.phonemes;
import io.github.tbptt4j.*;
import io.github.tbptt4j.zoo.internal.file.QuantizedParameters;
import io.github.tbptt4j.zoo.internal.phonemes.*;
import io.github.tbptt4j.zoo.training.phonemes.Aligner.Aligned;
import java.nio.file.*;
import java.util.*;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
public final class Try {
  public static void main(String[] a) throws Exception {
    List<Word> words = CmuDictionary.parseModule(Files.readAllBytes(Path.of(a[0])));
    List<Word> valid = new ArrayList<>(CmuDictionary.part(words, CmuDictionary.Part.VALIDATION));
    List<Aligned> ex = PhonemeTraining.aligned(CmuDictionary.part(words, CmuDictionary.Part.TRAINING));
    Collections.shuffle(valid, new Random(2));
    final List<Word> v = valid.subList(0, 500);
    List<String> symbols = PhonemeTraining.symbols(ex);
    System.out.println(ex.size() + " " + symbols.size() + " " + symbols);
    PhonemeTraining.Recipe r = PhonemeTraining.RECIPE;
    PhonemeTraining t = new PhonemeTraining(r, symbols);
    MultiLayerNetwork n = t.network();
    double[] l = {0}; int[] e = {0}; long s0 = System.nanoTime(); int[] pc = {0};
    t.train(n, ex, (d, loss) -> { l[0] = loss; if ((int) (100 * d) > pc[0]) { pc[0] = (int) (100 * d); System.out.printf("%d %% %.0f s %.4f cpu %.1f%n", pc[0], (System.nanoTime() - s0) / 1e9, loss, java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9); } }, mean -> {
      e[0]++;
      try { MultiLayerNetwork m = n.clone(); m.setParams(mean.dup()); m.save(new java.io.File("/tmp/w/h-g2p/mean.zip"), false);
      System.out.println(e[0] + " " + score(search(m, t, symbols, r, 4, 6), v)); } catch (Exception x) { x.printStackTrace(); }
    });
    n.save(new java.io.File("/tmp/w/h-g2p/final.zip"), false);
    Files.write(Path.of("/tmp/w/h-g2p/symbols.txt"), symbols);
  }
  static BeamSearch search(MultiLayerNetwork n, PhonemeTraining t, List<String> symbols, PhonemeTraining.Recipe r, int width, double th) {
    float[] all = n.params().dup().data().asFloat();
    QuantizedParameters q = QuantizedParameters.of(all, t.window().rows(), r.units());
    return new BeamSearch(new PhonemeNetwork(q.rows(), q.scales(), q.rest(), r.layers(), symbols.size()), t.window(), symbols, width, th);
  }
  static String score(BeamSearch b, List<Word> v) {
    long s = System.nanoTime(); int right = 0, rightS = 0; double errors = 0, total = 0;
    for (Word w : v) {
      List<BeamSearch.Way> ways = b.search(w.spelling());
      List<String> p = ways.get(0).phonemes();
      if (w.pronunciations().contains(p)) rightS++;
      List<String> q = Word.withoutStress(p); int best = 99, len = 1; 
      for (List<String> x : w.pronunciations()) { List<String> y = Word.withoutStress(x); int d = distance(q, y); if (d < best) { best = d; len = y.size(); } }
      errors += best; total += len; if (best == 0) right++;
    }
    double sec = (System.nanoTime() - s) / 1e9;
    return String.format("words %.2f stress %.2f per %.2f  %.0f words/s", 100.0 * right / v.size(), 100.0 * rightS / v.size(), 100 * errors / total, v.size() / sec);
  }
  static int distance(List<String> a, List<String> b) {
    int[] d = new int[b.size() + 1]; for (int j = 0; j <= b.size(); j++) d[j] = j;
    for (int i = 1; i <= a.size(); i++) { int diag = d[0]; d[0] = i; for (int j = 1; j <= b.size(); j++) { int up = d[j]; d[j] = Math.min(Math.min(d[j] + 1, d[j - 1] + 1), diag + (a.get(i - 1).equals(b.get(j - 1)) ? 0 : 1)); diag = up; } }
    return d[b.size()];
  }
}
