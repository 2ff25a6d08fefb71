package dev.quern.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md, held against the compiled classes. */
class ModuleGraphTest {
    /** What each module may use. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("core", List.of()),
            Map.entry("linux", List.of("core")),
            Map.entry("store", List.of("core")),
            Map.entry("objects", List.of("core", "linux", "store")),
            Map.entry("images", List.of("core", "linux")),
            Map.entry("registry", List.of("core", "linux", "store", "objects", "images")),
            Map.entry("sandbox", List.of("core", "linux")),
            Map.entry("node", List.of("core", "linux", "images", "sandbox")),
            Map.entry("manager", List.of("core", "linux", "store", "images", "sandbox", "node")),
            Map.entry("gateway", List.of("core", "linux", "store", "objects", "images", "registry", "node", "manager")),
            Map.entry("cli", List.of("core")),
            Map.entry(
                    "app",
                    List.of(
                            "core",
                            "linux",
                            "store",
                            "objects",
                            "images",
                            "registry",
                            "sandbox",
                            "node",
                            "manager",
                            "gateway",
                            "cli")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.quern");

    @Test
    void modulesUseOnlyWhatStandsBeforeThem() {
        MAY_USE.forEach((module, allowed) -> {
            String[] forbidden = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(module) && !allowed.contains(other))
                    .map(other -> "dev.quern." + other + "..")
                    .toArray(String[]::new);
            if (forbidden.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage("dev.quern." + module + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(forbidden)
                        .check(CLASSES);
            }
        });
    }

    @Test
    void modulesFormNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("dev.quern.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void theNodeKnowsNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.quern.node..", "dev.quern.sandbox..", "dev.quern.images..", "dev.quern.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..", "com.zaxxer..")
                .check(CLASSES);
    }

    @Test
    void onlyTheLinuxModuleCallsNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.quern.linux..")
                .should()
                .callMethod(java.lang.foreign.Linker.class, "nativeLinker")
                .check(CLASSES);
    }
}
