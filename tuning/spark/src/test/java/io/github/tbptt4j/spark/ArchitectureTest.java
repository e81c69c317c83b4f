package io.github.tbptt4j.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.tbptt4j.testing.BlindComparisons;
import io.github.tbptt4j.tuning.cli.SweepArguments;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.tbptt4j.spark");

  /** What other modules have for themselves may change without a word. */
  @Test
  void whatIsInternalInOtherModulesIsLeftAlone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.github.tbptt4j..internal..")
        .check(CLASSES);
  }

  @Test
  void onlyTheProgramKnowsTheCommandLine() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.SweepCommand.*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SweepArguments.class.getPackageName())
        .check(CLASSES);
    noClasses()
        .that()
        .haveNameNotMatching(".*(Command|SparkMain|TableFiles).*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  /** They are for tests: whoever has DL4J's Spark classes brings them. */
  @Test
  void theOldSparkClassesOfDl4jAreNotNeeded() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j.spark..", "org.datavec.spark..", "org.nd4j.kryo..")
        .check(CLASSES);
  }

  @Test
  void nothingIsBlindForNan() {
    BlindComparisons.ARE_USED_BY_NOBODY.check(
        new ClassFileImporter().importPackages("io.github.tbptt4j.spark"));
  }
}
