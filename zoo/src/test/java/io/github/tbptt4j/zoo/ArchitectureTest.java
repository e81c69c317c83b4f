package io.github.tbptt4j.zoo;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.tbptt4j.testing.BlindComparisons;
import java.io.ObjectInputStream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.tbptt4j.zoo");

  @Test
  void nothingIsReadByJavaDeserialization() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ObjectInputStream.class, ModelSerializer.class)
        .orShould()
        .callMethod(Nd4j.class, "read", java.io.DataInputStream.class)
        .check(CLASSES);
  }

  /** But for files that are written whole or not at all. */
  @Test
  void whatIsInternalInThePluginIsLeftAlone() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.github.tbptt4j.internal..")
                .and(not(resideInAPackage("io.github.tbptt4j.internal.files"))))
        .check(CLASSES);
  }

  @Test
  void nothingIsBlindForNan() {
    BlindComparisons.ARE_USED_BY_NOBODY.check(
        new ClassFileImporter().importPackages("io.github.tbptt4j.zoo"));
  }
}
