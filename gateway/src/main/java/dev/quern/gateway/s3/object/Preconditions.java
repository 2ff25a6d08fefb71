package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Times;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The conditions of requests, in the order of RFC 9110 section 13.2.2. */
public final class Preconditions {
    private Preconditions() {}

    /** What a write waits for. */
    public static Condition write(Head head) {
        Optional<String> match = head.header("if-match");
        Optional<String> noneMatch = head.header("if-none-match");
        if (match.isPresent() && noneMatch.isPresent()) {
            throw S3Code.NotImplemented.error("If-Match and If-None-Match do not go together on a write");
        }
        if (match.isPresent()) {
            String etag = Etags.bare(match.get());
            return etag.equals("*") ? Condition.PRESENT : new Condition.Matches(etag);
        }
        if (noneMatch.isPresent()) {
            String etag = Etags.bare(noneMatch.get());
            return etag.equals("*") ? Condition.ABSENT : new Condition.Differs(etag);
        }
        return Condition.ALWAYS;
    }

    /** Whether a read has anything new to say; false for 304. */
    static boolean read(Head head, ObjectInfo info) {
        Instant modified = info.modifiedAt().truncatedTo(ChronoUnit.SECONDS);
        Optional<String> match = head.header("if-match");
        if (match.isPresent()) {
            require(Etags.match(match.get(), info.etag()));
        } else {
            head.header("if-unmodified-since")
                    .flatMap(S3Times::parse)
                    .ifPresent(since -> require(!modified.isAfter(since)));
        }
        Optional<String> noneMatch = head.header("if-none-match");
        if (noneMatch.isPresent()) {
            return !Etags.match(noneMatch.get(), info.etag());
        }
        return head.header("if-modified-since")
                .flatMap(S3Times::parse)
                .map(modified::isAfter)
                .orElse(true);
    }

    /** What a copy asks of its source. */
    static void source(Head head, ObjectInfo info) {
        Instant modified = info.modifiedAt().truncatedTo(ChronoUnit.SECONDS);
        Optional<String> match = head.header("x-amz-copy-source-if-match");
        if (match.isPresent()) {
            require(Etags.match(match.get(), info.etag()));
        } else {
            head.header("x-amz-copy-source-if-unmodified-since")
                    .flatMap(S3Times::parse)
                    .ifPresent(since -> require(!modified.isAfter(since)));
        }
        Optional<String> noneMatch = head.header("x-amz-copy-source-if-none-match");
        if (noneMatch.isPresent()) {
            require(!Etags.match(noneMatch.get(), info.etag()));
        } else {
            head.header("x-amz-copy-source-if-modified-since")
                    .flatMap(S3Times::parse)
                    .ifPresent(since -> require(modified.isAfter(since)));
        }
    }

    private static void require(boolean held) {
        if (!held) {
            throw S3Code.PreconditionFailed.error();
        }
    }
}
