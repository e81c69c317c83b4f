package io.github.tbptt4j.spark;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Where a table comes from, and where what is said of it goes. */
final class TableFiles {
  @Option(
      names = "--in",
      paramLabel = "PATH",
      required = true,
      description = "A file or folder of any file system that Spark reads.")
  private String in;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      required = true,
      description = "A folder to write; it must not be there yet.")
  private String out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text (a row each line, column value), csv (with a header; cells are text), json, parquet"
              + " .. (by the name of --in; parquet).")
  private String format;

  @Option(
      names = "--out-format",
      paramLabel = "FORMAT",
      description = "The same (by the name of --out; that of --in, csv for text).")
  private String outFormat;

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "Of Spark's reader, such as sep=; or inferSchema=true; may be repeated.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(names = "--overwrite", description = "Replace what --out holds.")
  private boolean overwrite;

  Dataset<Row> read(SparkSession session) {
    return session.read().option("header", "true").options(options).format(format()).load(in);
  }

  void write(Dataset<Row> rows) {
    String usual = format().equals("text") ? "csv" : format();
    rows.write()
        .mode(overwrite ? SaveMode.Overwrite : SaveMode.ErrorIfExists)
        .option("header", "true")
        .format(outFormat == null ? byName(out, usual) : outFormat)
        .save(out);
  }

  private String format() {
    return format == null ? byName(in, "parquet") : format;
  }

  private static String byName(String path, String usual) {
    String name = path.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|bz2)$", "");
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "txt", "text" -> "text";
      case "csv" -> "csv";
      case "json", "jsonl" -> "json";
      case "orc" -> "orc";
      case "parquet" -> "parquet";
      default -> usual;
    };
  }
}
