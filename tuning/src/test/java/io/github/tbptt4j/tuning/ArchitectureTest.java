package io.github.tbptt4j.tuning;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.tbptt4j.internal.kernel.vector.VectorModule;
import io.github.tbptt4j.internal.train.NetworkCheckpoint;
import io.github.tbptt4j.internal.train.ProgressBars;
import io.github.tbptt4j.testing.BlindComparisons;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String TUNING = "io.github.tbptt4j.tuning";
  private static final String INTERNAL = TUNING + ".internal";

  /** From the bottom up: a room uses those before it. */
  private static final List<String> INTERNAL_ROOMS =
      List.of(
          INTERNAL + ".data",
          INTERNAL + ".search",
          INTERNAL + ".baseline",
          INTERNAL + ".score",
          INTERNAL + ".forecast",
          INTERNAL + ".process",
          INTERNAL + ".train",
          INTERNAL + ".sweep");

  /** From the bottom up, too; the internals use the first four of them. */
  private static final List<String> ROOMS =
      List.of(
          TUNING + ".table",
          TUNING + ".data",
          TUNING + ".arbiter",
          TUNING + ".forecast",
          TUNING + ".tasks",
          TUNING + ".probe",
          TUNING + ".report",
          TUNING + ".cli");

  private static final int USED_BY_INTERNALS = 4;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(TUNING);

  /** The root's values and records may be used everywhere. */
  @Test
  void aRoomUsesThoseBeforeItOnly() {
    for (List<String> rooms : List.of(INTERNAL_ROOMS, ROOMS)) {
      for (int room = 0; room < rooms.size() - 1; room++) {
        nothingOf(rooms.get(room), rooms.subList(room + 1, rooms.size()));
      }
    }
    nothingOf(INTERNAL + "..", ROOMS.subList(USED_BY_INTERNALS, ROOMS.size()));
    nothingOf(ROOMS.get(0), INTERNAL_ROOMS);
    nothingOf(ROOMS.get(1), INTERNAL_ROOMS.subList(1, INTERNAL_ROOMS.size()));
    nothingOf(TUNING, ROOMS.subList(USED_BY_INTERNALS - 1, ROOMS.size()));
  }

  private static void nothingOf(String user, List<String> used) {
    noClasses()
        .that()
        .resideInAPackage(user)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(used.toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void everyPackageIsARoom() {
    classes()
        .should()
        .resideInAnyPackage(
            Stream.of(List.of(TUNING), ROOMS, INTERNAL_ROOMS)
                .flatMap(List::stream)
                .toArray(String[]::new))
        .check(CLASSES);
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

  @Tag("slow")
  @Test
  void nothingIsBlindForNan() {
    BlindComparisons.ARE_USED_BY_NOBODY.check(
        new ClassFileImporter().importPackages("io.github.tbptt4j.tuning"));
  }
}
