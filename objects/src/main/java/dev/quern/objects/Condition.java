package dev.quern.objects;

/** What must be true of what is there for a write to happen; checked in the same step as the write. */
public sealed interface Condition {
    Condition ALWAYS = new Always();
    Condition ABSENT = new Absent();
    Condition PRESENT = new Present();

    /** Whatever is there. */
    record Always() implements Condition {}

    /** Nothing is there. */
    record Absent() implements Condition {}

    /** Something is there. */
    record Present() implements Condition {}

    /** What is there has this etag. */
    record Matches(String etag) implements Condition {}

    /** Nothing is there, or something with another etag. */
    record Differs(String etag) implements Condition {}
}
