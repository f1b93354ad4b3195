package io.keelson.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArrowsTest {

  private static final String AGENT = "io.keelson.agent";
  private static JavaClasses agent;

  @BeforeAll
  static void read() {
    agent = new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(AGENT);
  }

  @Test
  void onlyHttpKnowsTheServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(AGENT + ".http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta..")
        .check(agent);
  }

  @Test
  void onlyHostTouchesFilesAndTheKernel() {
    noClasses()
        .that()
        .resideOutsideOfPackage(AGENT + ".host..")
        .and()
        .doNotHaveSimpleName("AgentOptions")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.io\\.(File|FileInputStream|FileOutputStream|RandomAccessFile)|java\\.nio\\.channels\\..*File.*")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.lang.foreign..", "oshi..")
        .check(agent);
  }

  @Test
  void nobodyStartsAnotherProgram() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .check(agent);
  }

  @Test
  void thePlanIsPure() {
    classes()
        .that()
        .resideInAPackage(AGENT + ".plan..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            AGENT + ".plan..",
            "io.keelson.setting..",
            "io.keelson.wire..",
            "io.keelson.problem..",
            "java.lang..",
            "java.util..",
            "java.math..",
            "org.jspecify..")
        .check(agent);
    noClasses()
        .that()
        .resideInAPackage(AGENT + ".plan..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.(Thread|System|Process.*)|java\\.util\\.Random")
        .check(agent);
  }

  @Test
  void theArrowsGoDown() {
    noClasses()
        .that()
        .resideInAnyPackage(AGENT + ".host..", AGENT + ".policy..", AGENT + ".record..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(AGENT + ".http..", AGENT + ".apply..", AGENT + ".ops..")
        .check(agent);
    noClasses()
        .that()
        .resideInAnyPackage(AGENT + ".apply..", AGENT + ".ops..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(AGENT + ".http..")
        .check(agent);
  }
}
