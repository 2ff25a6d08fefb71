package dev.quern.app.doctor;

import io.avaje.jsonb.Json;

/**
 * One line of the doctor's report.
 *
 * @param found what there is
 * @param fix what to do, empty when nothing need be done
 */
@Json
record Finding(String check, State state, String found, String fix) {
    static Finding ok(String check, String found) {
        return new Finding(check, State.ok, found, "");
    }

    static Finding hurts(String check, String found, String fix) {
        return new Finding(check, State.hurts, found, fix);
    }

    static Finding missing(String check, String found, String fix) {
        return new Finding(check, State.missing, found, fix);
    }
}
