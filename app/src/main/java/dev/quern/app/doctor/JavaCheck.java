package dev.quern.app.doctor;

import java.util.List;

/** The JVM this runs in; the launcher has already refused one that is too old. */
final class JavaCheck implements Check {
    @Override
    public List<Finding> look(Machine machine) {
        return List.of(Finding.ok("java", Runtime.version() + " at " + System.getProperty("java.home")));
    }
}
