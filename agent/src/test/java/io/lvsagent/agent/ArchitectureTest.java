package io.lvsagent.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /** Bottom to top, as the data flows; a room may know those before it in its list. */
  private static final Map<String, List<String>> ROOMS =
      Map.of(
          "io.lvsagent.agent",
          List.of(
              "nftjson",
              "host",
              "plan",
              "ledger",
              "intent",
              "boot",
              "verify",
              "doctor",
              "announce",
              "probe",
              "apply",
              "report",
              "watch",
              "usage",
              "cli"),
          "io.lvsagent.profiles",
          List.of(
              "yaml", "model", "profile", "config", "compile", "imported", "ipvsadm", "migration"));

  /** Neighbours in the list that do not know each other. */
  private static final Map<String, String> STRANGERS =
      Map.of(
          "verify", "announce",
          "announce", "verify",
          "imported", "compile",
          "ipvsadm", "compile",
          "migration", "compile");

  @ArchTest
  static void nothingPointsBack(JavaClasses classes) {
    ROOMS.forEach(
        (building, rooms) -> {
          for (int i = 0; i < rooms.size(); i++) {
            List<String> forbidden = new ArrayList<>(rooms.subList(i + 1, rooms.size()));
            Optional.ofNullable(STRANGERS.get(rooms.get(i))).ifPresent(forbidden::add);
            if (!forbidden.isEmpty()) {
              noClasses()
                  .that()
                  .resideInAPackage(building + "." + rooms.get(i) + "..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(packages(building, forbidden))
                  .check(classes);
            }
          }
        });
  }

  @ArchTest
  static void programsFillSeamsOfTheHost(JavaClasses classes) {
    List<String> rooms = ROOMS.get("io.lvsagent.agent");
    noClasses()
        .that()
        .resideInAPackage("io.lvsagent.agent.programs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            packages("io.lvsagent.agent", rooms.subList(rooms.indexOf("host") + 1, rooms.size())))
        .check(classes);
  }

  @ArchTest
  static final ArchRule programsAreKnownToTheCommandsAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.lvsagent.agent.programs..",
              "io.lvsagent.agent.usage..",
              "io.lvsagent.agent.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lvsagent.agent.programs..");

  /** The engine takes services that were read, and compiles them: only the commands read. */
  @ArchTest
  static final ArchRule theEngineReadsNoConfig =
      noClasses()
          .that()
          .resideInAPackage("io.lvsagent.agent..")
          .and()
          .resideOutsideOfPackages(
              "io.lvsagent.agent.usage..",
              "io.lvsagent.agent.cli..",
              "io.lvsagent.agent.programs..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.lvsagent.profiles..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.lvsagent.profiles.model..", "io.lvsagent.profiles.compile..")))
                  .and(
                      not(
                          belongToAnyOf(
                              Service.class, Profile.class, Place.class, ConfigException.class))));

  @ArchTest
  static void everyPackageIsARoom(JavaClasses classes) {
    Set<String> known = new HashSet<>(Set.of("io.lvsagent.agent", "io.lvsagent.agent.programs"));
    ROOMS.forEach((building, rooms) -> rooms.forEach(room -> known.add(building + "." + room)));
    classes.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith("io.lvsagent.agent") || name.startsWith("io.lvsagent.prof"))
        .forEach(name -> assertThat(known).contains(name));
  }

  @ArchTest
  static void noRoomIsCrowded(JavaClasses classes) {
    Map<String, Long> files =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(c -> !c.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));
    assertThat(files).isNotEmpty().allSatisfy((room, count) -> assertThat(count).isLessThan(28));
  }

  @ArchTest
  static void noSimpleNameIsThereTwice(JavaClasses classes) {
    Map<String, Long> names =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(c -> !c.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getSimpleName, counting()));
    assertThat(names).isNotEmpty().allSatisfy((name, count) -> assertThat(count).isEqualTo(1));
  }

  private static String[] packages(String building, List<String> rooms) {
    return rooms.stream().map(room -> building + "." + room + "..").toArray(String[]::new);
  }

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
