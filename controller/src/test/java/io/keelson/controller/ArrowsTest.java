package io.keelson.controller;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
final class ArrowsTest {

  private static final String US = "io.keelson.controller";
  private static final String CORE_PLAN = US + ".plan..";
  private static final String CORE_STATUS = US + ".status..";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(US);

  @Test
  void onlyKubeSeesFabric8() {
    noClasses()
        .that()
        .resideOutsideOfPackage(US + ".kube..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8..")
        .check(CLASSES);
  }

  @Test
  void onlyAgentsAndEnrolSeeVertx() {
    noClasses()
        .that()
        .resideOutsideOfPackages(US + ".agents..", US + ".enrol..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .check(CLASSES);
  }

  @Test
  void theCoreHasNoShellAndNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE_PLAN, CORE_STATUS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            US + ".queue..",
            US + ".agents..",
            US + ".kube..",
            US + ".ops..",
            US + ".converge..",
            "java.util.concurrent..",
            "java.net..",
            "java.io..",
            "java.nio.file..",
            "org.slf4j..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(CORE_PLAN, CORE_STATUS)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(InstantSource.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void theQueueKnowsNobody() {
    noClasses()
        .that()
        .resideInAPackage(US + ".queue..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            US + ".plan..", US + ".status..", US + ".agents..", US + ".kube..", US + ".converge..")
        .check(CLASSES);
  }

  @Test
  void theLoopDoesNotKnowTheApiServer() {
    noClasses()
        .that()
        .resideInAPackage(US + ".converge..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(US + ".kube..", US + ".ops..")
        .check(CLASSES);
  }

  @Test
  void thereIsNoCircle() {
    SlicesRuleDefinition.slices().matching(US + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
