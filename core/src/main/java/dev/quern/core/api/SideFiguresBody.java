package dev.quern.core.api;

import dev.quern.core.release.SideFigures;
import io.avaje.jsonb.Json;

/** What one version did in a step of a rollout. @param errors among the calls */
@Json
public record SideFiguresBody(long calls, long errors, double p50Millis, double p99Millis) {
    private static final double MICROS = 1000.0;

    static SideFiguresBody of(SideFigures f) {
        return new SideFiguresBody(f.calls(), f.errors(), f.p50Micros() / MICROS, f.p99Micros() / MICROS);
    }

    SideFigures toFigures() {
        return new SideFigures(calls, errors, Math.round(p50Millis * MICROS), Math.round(p99Millis * MICROS));
    }
}
