package dev.quern.app.doctor;

import java.util.List;

/** One thing the doctor looks at. */
interface Check {
    List<Finding> look(Machine machine);
}
