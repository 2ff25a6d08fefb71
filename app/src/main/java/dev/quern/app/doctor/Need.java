package dev.quern.app.doctor;

/** What the machine is looked at for; spelled as users write it after {@code --for}. */
enum Need {
    run,
    build,
    test
}
