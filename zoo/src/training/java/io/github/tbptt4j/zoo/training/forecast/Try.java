package io.github.tbptt4j.zoo.training.forecast;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.DailyForecaster;
import java.nio.file.Path;
/** scratch */
public final class Try {
  public static void main(String[] a) throws Exception {
    int u=Integer.parseInt(a[0]),k1=Integer.parseInt(a[1]),k2=Integer.parseInt(a[2]),n=Integer.parseInt(a[3]); double lr=Double.parseDouble(a[4]), clip=Double.parseDouble(a[5]);
    var r=new ForecasterTraining.Recipe(u,TruncatedBptt.of(k1,k2),lr,clip,32,448,n,7);
    long s=System.nanoTime(); int[] c={0};
    var val=Window.of(RealSeries.validation(Path.of(a[7])),1500); var syn=Window.synthetic(8,1000); var sval=Window.of(RealSeries.validation(Path.of(a[7])),60);
    var net=ForecasterTraining.train(r,(net1,d,l,g)->{ if(++c[0]%Math.max(1,n/20)==0) System.out.printf("%.2f %5.1fs loss %.4f norm %.3f%n",d,(System.nanoTime()-s)/1e9,l,g); if(c[0]%Math.max(1,n/5)==0){ var m=DailyForecaster.of(net1,ForecasterTraining.LEVELS); for (var w: java.util.List.of(val,sval,syn)) { var sc=new ForecastScores(m,w); System.out.printf("   MASE %.4f base %.4f rel %.4f  cov80 %.3f%n",sc.mase("model",1,28),sc.mase(ForecastScores.CLASSICAL,1,28),sc.relative(ForecastScores.CLASSICAL,"model",1,28),sc.coverage(.8,1,28)); } try{m.save(Path.of(a[6]));}catch(Exception e){} }});
    System.out.printf("done %.1f s%n",(System.nanoTime()-s)/1e9);
    DailyForecaster.of(net,ForecasterTraining.LEVELS).save(Path.of(a[6]));
  }
}
