package dev.quern.gateway.registry;

import io.avaje.jsonb.Json;
import java.util.List;

/** The body of an error answer (distribution-spec, error codes). */
@Json
record ErrorList(List<Entry> errors) {
    /** One error. */
    @Json
    record Entry(String code, String message) {}
}
