package io.github.tbptt4j.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A master and workers on this machine, each a process of its own, and executors that are processes
 * of the workers: what a cluster has, so that each of them can be killed.
 */
final class TestCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String VECTOR = "--add-modules=jdk.incubator.vector";

  private final Path folder;
  private final int port;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  private TestCluster(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    master =
        start(
            "master",
            "org.apache.spark.deploy.master.Master",
            "--host",
            HOST,
            "--port",
            "" + port,
            "--webui-port",
            "0");
  }

  /**
   * Starts it.
   *
   * @param folder for logs and work
   * @param workers with a core each
   * @param megabytes of each worker
   * @return the cluster, to be closed
   */
  static TestCluster start(Path folder, int workers, int megabytes) throws IOException {
    TestCluster cluster = new TestCluster(Files.createDirectories(folder), freePort());
    cluster.awaitMaster();
    for (int i = 0; i < workers; i++) {
      cluster.workers.add(
          cluster.start(
              "worker-" + i,
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              HOST,
              "--cores",
              "1",
              "--memory",
              megabytes + "m",
              "--webui-port",
              "0",
              "--work-dir",
              folder.resolve("work-" + i).toAbsolutePath().toString(),
              cluster.url()));
    }
    return cluster;
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return any.getLocalPort();
    }
  }

  private Process start(String name, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(opens());
    command.add(main);
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    File log = folder.resolve(name + ".log").toFile();
    return process.redirectErrorStream(true).redirectOutput(log).start();
  }

  /** What Spark needs of Java 17. */
  private static List<String> opens() {
    return List.of(System.getProperty("executor.options").split(" +"));
  }

  private void awaitMaster() throws IOException {
    for (int attempt = 0; attempt < 600; attempt++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(HOST, port), 1000);
        return;
      } catch (IOException e) {
        pause();
      }
    }
    throw new IOException("The master doesn't answer: " + folder.resolve("master.log"));
  }

  static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return "spark://" + HOST + ":" + port;
  }

  /**
   * A driver in this process.
   *
   * @param name of the application
   * @param vectorModule whether executors have it
   * @param executors how many
   * @param megabytes of Java's heap of each
   */
  JavaSparkContext context(String name, boolean vectorModule, int executors, int megabytes) {
    TestSpark.stop();
    List<String> options = new ArrayList<>(opens());
    options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    if (vectorModule) {
      options.add(VECTOR);
    }
    SparkConf configuration =
        TestSpark.configuration(name)
            .setMaster(url())
            .set("spark.cores.max", "" + executors)
            .set("spark.task.maxFailures", "4")
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.executor.extraJavaOptions", String.join(" ", options))
            .set("spark.executor.memory", megabytes + "m");
    return new JavaSparkContext(configuration);
  }

  /** {@return the processes of all workers' executors} */
  List<ProcessHandle> executors() {
    return workers.stream().flatMap(Process::descendants).filter(ProcessHandle::isAlive).toList();
  }

  List<ProcessHandle> executorsOf(int worker) {
    return workers.get(worker).descendants().filter(ProcessHandle::isAlive).toList();
  }

  /** As if its machine went down: with its executors, and no goodbye. */
  void killWorker(int worker) {
    List<ProcessHandle> executors = workers.get(worker).descendants().toList();
    workers.get(worker).destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** {@return what all executors have logged} */
  String logs() {
    try (Stream<Path> files = Files.walk(folder)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(one -> one.endsWith("stderr")).sorted().toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(executors());
    workers.forEach(worker -> all.add(worker.toHandle()));
    all.add(master.toHandle());
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle one : all) {
      try {
        one.onExit().get(10, TimeUnit.SECONDS);
      } catch (Exception e) {
        one.destroyForcibly();
      }
    }
  }
}
