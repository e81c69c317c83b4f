package io.github.tbptt4j.testing;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.lang.ArchRule;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What of ND4J passes over NaN. (INDArray.equals has faults of its own, but a class file calls it
 * on Object, and so does JUnit: {@link ArrayAssertions} has them.)
 */
public final class BlindComparisons {
  /** For tests and for what they test. */
  public static final ArchRule ARE_USED_BY_NOBODY =
      noClasses()
          .should()
          .callMethodWhere(
              target(owner(Predicates.assignableTo(INDArray.class)))
                  .and(target(nameMatching("(a?max|a?min|normmax|median)(Number)?|equalsWithEps"))))
          .orShould()
          .callMethodWhere(
              target(owner(Predicates.equivalentTo(Nd4j.class)))
                  .and(target(nameMatching("max|min"))))
          .because("NaN isn't seen there: use " + ArrayAssertions.class.getSimpleName());

  private BlindComparisons() {}
}
