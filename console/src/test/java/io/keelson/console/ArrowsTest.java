package io.keelson.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
final class ArrowsTest {

  private static final String US = "io.keelson.console";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(US);

  @Test
  void onlyTheWebSeesJavalin() {
    noClasses()
        .that()
        .resideOutsideOfPackages(US + ".controller..", US + ".ops..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
        .check(CLASSES);
  }

  @Test
  void onlyKubeSpeaksWithTheApiServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(US + ".kube..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(CLASSES);
  }

  @Test
  void onlyTheDatabasesUsersSeeIt() {
    noClasses()
        .that()
        .resideOutsideOfPackages(US + ".model..", US + ".service..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "org.flywaydb..")
        .check(CLASSES);
  }

  @Test
  void servicesKnowNeitherTheWebNorTheCluster() {
    noClasses()
        .that()
        .resideInAnyPackage(US + ".service..", US + ".model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(US + ".controller..", US + ".kube..", US + ".view..", US + ".form..")
        .check(CLASSES);
  }

  @Test
  void whatPagesShowAndPeopleWriteIsPure() {
    noClasses()
        .that()
        .resideInAnyPackage(US + ".view..", US + ".form..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            US + ".controller..",
            US + ".kube..",
            US + ".service..",
            US + ".model..",
            "java.util.concurrent..",
            "java.net.http..",
            "java.nio.file..",
            "org.slf4j..")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices().matching(US + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
