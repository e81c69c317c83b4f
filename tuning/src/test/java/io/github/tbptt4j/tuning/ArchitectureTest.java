package io.github.tbptt4j.tuning;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.tbptt4j.internal.kernel.vector.VectorModule;
import io.github.tbptt4j.internal.train.NetworkCheckpoint;
import io.github.tbptt4j.internal.train.ProgressBars;
import io.github.tbptt4j.testing.BlindComparisons;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  /** One slice a package, the root package among them. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
          return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.tbptt4j.tuning");

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(CLASSES);
  }

  /** But for what the modules of this build share, and no user has a need of. */
  @Test
  void whatIsInternalInThePluginIsLeftAlone() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("SingleThreads")
        .and()
        .haveSimpleNameNotEndingWith("NormCounter")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.github.tbptt4j.internal..")
                .and(
                    not(
                        resideInAnyPackage(
                            "io.github.tbptt4j.internal.files",
                            "io.github.tbptt4j.internal.train.checkpoint")))
                .and(
                    not(
                        belongToAnyOf(
                            NetworkCheckpoint.class, ProgressBars.class, VectorModule.class))))
        .check(CLASSES);
  }

  @Test
  void nothingIsBlindForNan() {
    BlindComparisons.ARE_USED_BY_NOBODY.check(
        new ClassFileImporter().importPackages("io.github.tbptt4j.tuning"));
  }
}
