package io.github.tbptt4j;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataBuffer;

class ArchitectureTest {
  private static final String INTERNAL = "io.github.tbptt4j.internal.";

  /** From the bottom up: a room uses those before it. */
  private static final List<String> ROOMS =
      List.of(
          "files",
          "data",
          "threads",
          "nativemem",
          "kernel",
          "kernel.cpu",
          "kernel.vector",
          "step",
          "kernels",
          "chain",
          "layer",
          "exchange",
          "spectrum",
          "train..");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.tbptt4j");

  /** One slice a package; the root's values and records may be used everywhere. */
  private static final SliceAssignment INTERNAL_PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
          String name = javaClass.getPackageName();
          return name.startsWith(INTERNAL) ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "internal packages";
        }
      };

  @Test
  void internalPackagesHaveNoCycles() {
    slices().assignedFrom(INTERNAL_PACKAGES).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void aRoomUsesThoseBeforeItOnly() {
    for (int room = 0; room < ROOMS.size(); room++) {
      noClasses()
          .that()
          .resideInAPackage(INTERNAL + ROOMS.get(room))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(ROOMS.subList(room + 1, ROOMS.size())))
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void everyInternalPackageIsARoom() {
    classes()
        .that()
        .resideInAPackage("io.github.tbptt4j.internal..")
        .should()
        .resideInAnyPackage(packages(ROOMS))
        .check(CLASSES);
  }

  private static String[] packages(List<String> rooms) {
    return rooms.stream().map(INTERNAL::concat).toArray(String[]::new);
  }

  @Test
  void theArithmeticKnowsNothingOfLayers() {
    noClasses()
        .that()
        .resideInAnyPackage(
            packages(List.of("threads", "nativemem", "kernel..", "step", "kernels")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j..")
        .check(CLASSES);
  }

  /** A pointer knows no bounds: who takes one has been through the gate. */
  @Test
  void pointersToArraysAreTakenInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(INTERNAL + "nativemem.Pointers")
        .should()
        .callMethodWhere(
            target(owner(assignableTo(DataBuffer.class)))
                .and(
                    target(nameMatching("address|addressPointer|platformAddress|pointer|indexer"))))
        .check(CLASSES);
  }
}
