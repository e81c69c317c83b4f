package io.github.tbptt4j.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The one context that a JVM may have: of this process, shared by tests; or of a cluster. */
final class TestSpark {
  private static SparkSession local;

  private TestSpark() {}

  static SparkConf configuration(String name) {
    return new SparkConf()
        .setAppName(name)
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.ui.enabled", "false")
        .set("spark.sql.session.timeZone", "UTC")
        .set("spark.sql.shuffle.partitions", "2");
  }

  static synchronized SparkSession session() {
    if (local == null) {
      local =
          SparkSession.builder().config(configuration("tests").setMaster("local[2]")).getOrCreate();
    }
    return local;
  }

  static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(session().sparkContext());
  }

  /** Others may begin now. */
  static synchronized void stop() {
    if (local != null) {
      local.stop();
      local = null;
    }
  }
}
