package dev.quern.app.doctor;

/** How a finding stands; spelled as it is printed. */
enum State {
    ok,
    /** Works, but slower or with less than it could. */
    hurts,
    /** Does not work without it. */
    missing
}
