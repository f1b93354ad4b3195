package io.keelson;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArrowsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.keelson");

  @Test
  void commonKnowsNoKubernetesClientAndNoServer() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.keelson..",
            "java..",
            "javax.net.ssl..",
            "javax.security.auth.x500..",
            "com.fasterxml.jackson..",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void theGrammarTouchesNoFile() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.keelson.setting..",
            "io.keelson.policy..",
            "io.keelson.problem..",
            "io.keelson.api..",
            "io.keelson.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycle() {
    slices().matching("io.keelson.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
