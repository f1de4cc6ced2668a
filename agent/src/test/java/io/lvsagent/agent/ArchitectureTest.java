package io.lvsagent.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Who may know whom: data goes from left to right, and nothing to the right calls to the left. */
@AnalyzeClasses(packages = "io.lvsagent", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static void theClassesWereFound(JavaClasses found) {
    for (String module : List.of("sysctl", "iface", "profiles", "agent")) {
      assertThat(found.stream().filter(c -> c.getPackageName().startsWith("io.lvsagent." + module)))
          .as(module)
          .hasSizeGreaterThan(5);
    }
  }

  @ArchTest
  static final ArchRule modulesKnowThoseToTheirRight =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("agent")
          .definedBy("io.lvsagent.agent..")
          .layer("profiles")
          .definedBy("io.lvsagent.profiles..")
          .layer("iface")
          .definedBy("io.lvsagent.iface..")
          .layer("sysctl")
          .definedBy("io.lvsagent.sysctl..")
          .whereLayer("agent")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("profiles")
          .mayOnlyBeAccessedByLayers("agent")
          .whereLayer("iface")
          .mayOnlyBeAccessedByLayers("agent", "profiles")
          .whereLayer("sysctl")
          .mayOnlyBeAccessedByLayers("agent", "profiles");

  @ArchTest
  static final ArchRule stagesOfTheAgentKnowThoseToTheirRight =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("io.lvsagent.agent.cli..", "io.lvsagent.agent")
          .layer("report")
          .definedBy("io.lvsagent.agent.report..")
          .layer("run")
          .definedBy("io.lvsagent.agent.run..")
          .layer("ledger")
          .definedBy("io.lvsagent.agent.ledger..")
          .layer("plan")
          .definedBy("io.lvsagent.agent.plan..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("cli", "report")
          .whereLayer("ledger")
          .mayOnlyBeAccessedByLayers("cli", "report", "run")
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("cli", "report", "run", "ledger");

  @ArchTest
  static final ArchRule everyPackageIsInALayer =
      classes()
          .that()
          .resideInAPackage("io.lvsagent.agent..")
          .should()
          .resideInAnyPackage(
              "io.lvsagent.agent",
              "io.lvsagent.agent.cli..",
              "io.lvsagent.agent.report..",
              "io.lvsagent.agent.run..",
              "io.lvsagent.agent.ledger..",
              "io.lvsagent.agent.plan..");

  @ArchTest
  static final ArchRule noPackagesGoInCircles =
      slices().matching("io.lvsagent.(*).(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theLeavesKnowNoPlans =
      noClasses()
          .that()
          .resideInAnyPackage("io.lvsagent.sysctl..", "io.lvsagent.iface..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "java..",
              "io.lvsagent.sysctl..",
              "io.lvsagent.iface..",
              "jnr..",
              "com.kenai.jffi..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule nothingSpeaksPastTheConsole = noClasses().should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule nothingIsLogged =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.slf4j..", "java.lang.System.Logger");

  @ArchTest
  static final ArchRule nothingIsSharedAndChanged =
      com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
          .that()
          .areStatic()
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should()
          .beFinal();
}
