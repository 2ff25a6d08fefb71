package dev.quern.cli.output;

/** How results are printed; spelled as users write it after {@code -o}. */
public enum Format {
    table,
    json,
    name,
    /** Only what says so. */
    csv
}
