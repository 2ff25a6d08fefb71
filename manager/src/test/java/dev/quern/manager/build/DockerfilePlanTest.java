package dev.quern.manager.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfilePlanTest {
    @Test
    void everyImageIsReplacedAndNothingElse() {
        DockerfilePlan plan = new DockerfilePlan("Dockerfile", """
                # syntax=docker/dockerfile:1
                ARG TAG=12
                ARG OTHER
                FROM --platform=linux/amd64 debian:${TAG} AS Build
                RUN --mount=from=tools,target=/c --mount=type=bind,from=dir:/etc,target=/t \\
                    # a comment between
                    make from=nothing
                FROM build AS next
                COPY --from=Build --chown=1:1 /a /b
                COPY --from=0 /a /c
                COPY --from=alpine:3 /bin/x /bin/--from=y
                FROM ${OTHER:-scratch}
                COPY --from=next /b /
                """);
        assertThat(plan.bases()).containsExactly("debian:12", "tools", "dir:/etc", "alpine:3");
        assertThat(plan.base()).isEmpty();
        assertThat(plan.containerfile(
                        Map.of("debian:12", "D", "tools", "T", "dir:/etc", "E", "alpine:3", "A"), Map.of()))
                .isEqualTo("""
                        ARG TAG=12
                        ARG OTHER
                        FROM --platform=linux/amd64 D AS Build
                        RUN --mount=from=T,target=/c --mount=type=bind,from=E,target=/t make from=nothing
                        FROM build AS next
                        COPY --from=Build --chown=1:1 /a /b
                        COPY --from=0 /a /c
                        COPY --from=A /bin/x /bin/--from=y
                        FROM scratch
                        COPY --from=next /b /
                        """);
    }

    @Test
    void theBaseIsTheOneOfTheLastStage() {
        assertThat(new DockerfilePlan("f", "FROM a AS x\nFROM b\nFROM X\nCOPY --from=c / /\n").base())
                .contains("a");
    }

    @Test
    void aStepIsFoundByItsText() {
        DockerfilePlan plan = new DockerfilePlan("Dockerfile", "FROM a\n\nRUN  one \\\n\n  two\nRUN three\n");
        Transcript transcript = new Transcript();
        transcript.add("[1/2] STEP 2/3: RUN one two");
        assertThat(plan.failed(transcript)).contains(new FailedLine(3, "RUN  one two"));
        transcript.add("STEP 3/3: RUN three");
        assertThat(plan.failed(transcript)).contains(new FailedLine(6, "RUN three"));
        transcript.add("STEP 1/3: FROM localhost/quern-base:1");
        assertThat(plan.failed(transcript)).contains(new FailedLine(1, "FROM a"));
        transcript.add("STEP 9/9: LABEL nowhere");
        assertThat(plan.failed(transcript)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'RUN x'             | has no FROM
            ''                  | has no FROM
            'FROM'              | line 1: FROM takes an image
            'FROM a\nFROM b c'  | line 2: FROM takes an image
            """)
    void whatIsNoDockerfileIsRefused(String text, String message) {
        assertThatThrownBy(() -> new DockerfilePlan("Dockerfile", text)).hasMessageContaining(message);
    }

    @Test
    void theEscapeMayBeABacktick() {
        DockerfilePlan plan = new DockerfilePlan("f", "# escape=`\nFROM a\nRUN one `\n  C:\\two\n");
        assertThat(plan.containerfile(Map.of("a", "A"), Map.of())).isEqualTo("FROM A\nRUN one C:\\two\n");
    }
}
