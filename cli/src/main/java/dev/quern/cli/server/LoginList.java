package dev.quern.cli.server;

import io.avaje.jsonb.Json;
import java.util.List;

/** The content of the logins file; current is the URL used when none is named. */
@Json
record LoginList(String current, List<Login> logins) {}
