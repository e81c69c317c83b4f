package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.ModelCard.DataSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The robots that user-agent-string.info knew in 2014. */
public final class RobotStrings {
  /** Where it comes from. */
  public static final DataSource SOURCE =
      new DataSource(
          "Robots of user-agent-string.info, 2014-10-24, by Jaroslav Mallat",
          "net.sf.uadetector:uadetector-resources:2014.10",
          "net/sf/uadetector/resources/uas.xml",
          "bef1929c8a07f86ad47906e80015c5962044bc65410adda5a7ad653cea44904a",
          "CC-BY-3.0",
          "to train on");

  private static final Pattern ROBOT =
      Pattern.compile("<robot>\\s*<id>\\d+</id>\\s*<useragent><!\\[CDATA\\[(.*?)]]></useragent>");

  private RobotStrings() {}

  /**
   * Reads them.
   *
   * @param xml the file
   * @return each robot once
   */
  public static List<LabelledText> labelled(byte[] xml) {
    Matcher matcher = ROBOT.matcher(new String(xml, StandardCharsets.UTF_8));
    List<LabelledText> robots = new ArrayList<>();
    while (matcher.find()) {
      robots.add(new LabelledText("Robot", matcher.group(1)));
    }
    return robots.stream().distinct().toList();
  }
}
