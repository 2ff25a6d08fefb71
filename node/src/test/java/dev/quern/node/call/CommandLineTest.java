package dev.quern.node.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Launch;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private static final UUID ID = Ids.next();
    private static final Instant DEADLINE = Instant.ofEpochMilli(1_700_000_000_123L);

    @Test
    void argumentsComeAfterTheImagesEntryPointAndCommand() {
        assertThat(argv(image(List.of("/app"), List.of("serve")), List.of(), false, "-v", "x"))
                .containsExactly("/app", "serve", "-v", "x");
    }

    @Test
    void theVersionsCommandReplacesTheImagesButNotItsEntryPoint() {
        assertThat(argv(image(List.of("/app"), List.of("serve")), List.of("resize", "200"), false, "-v"))
                .containsExactly("/app", "resize", "200", "-v");
    }

    @Test
    void argumentsOfARunReplaceTheCommand() {
        assertThat(argv(image(List.of("/app"), List.of("serve")), List.of(), true, "other"))
                .containsExactly("/app", "other");
        assertThat(argv(image(List.of(), List.of("sh")), List.of(), true, "ls", "-l"))
                .containsExactly("ls", "-l");
    }

    @Test
    void aRunWithoutArgumentsExecutesTheImagesCommand() {
        assertThat(argv(image(List.of("/app"), List.of("serve")), List.of(), true))
                .containsExactly("/app", "serve");
    }

    @Test
    void anEmptyArgumentStaysOne() {
        assertThat(argv(image(List.of("/app"), List.of()), List.of(), false, "", "a b"))
                .containsExactly("/app", "", "a b");
    }

    @Test
    void anImageWithNothingToExecuteIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> argv(image(List.of(), List.of()), List.of(), false))
                .isInstanceOfSatisfying(QuernException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ENTRYPOINT_NOT_FOUND);
                    assertThat(e.fix()).isPresent();
                });
        assertThatThrownBy(() -> argv(image(List.of(""), List.of("x")), List.of(), false))
                .isInstanceOf(QuernException.class);
    }

    @Test
    void aNulInAnArgumentIsRefused() {
        assertInvalid(() -> argv(image(List.of("/app"), List.of()), List.of(), false, "a\0b"));
    }

    @Test
    void theEnvironmentHasASaneBase() {
        assertThat(environment(image(), Map.of(), function()))
                .contains("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/home/app");
    }

    @Test
    void theVersionsEnvironmentComesBeforeTheImagesAndThatBeforeTheBase() {
        ImageConfig image = image("PATH=/opt/bin", "HOME=/srv", "LANG=C", "EMPTY=", "TWO=a=b");
        assertThat(environment(image, Map.of("LANG", "C.UTF-8", "MINE", "1"), function()))
                .contains("PATH=/opt/bin", "HOME=/srv", "LANG=C.UTF-8", "EMPTY=", "TWO=a=b", "MINE=1")
                .doesNotContain("LANG=C", "HOME=/home/app");
    }

    @Test
    void entriesWithoutANameAreLeftOut() {
        assertThat(environment(image("NOVALUE", "=x", ""), Map.of(), function()))
                .allMatch(entry -> entry.indexOf('=') > 0)
                .noneMatch(entry -> entry.startsWith("NOVALUE"));
    }

    @Test
    void thePlatformsOwnVariablesCannotBeReplaced() {
        ImageConfig image = image("QUERN_CALL_ID=forged", "QUERN_FUNCTION=forged", "QUERN_DEADLINE=0");
        assertThat(environment(image, Map.of(), function()))
                .contains("QUERN_CALL_ID=" + ID, "QUERN_FUNCTION=media/thumbnail", "QUERN_DEADLINE=1700000000123");
    }

    @Test
    void aCallOfAnImageHasNoFunctionsNameAlsoNotTheImagesOwn() {
        assertThat(environment(image("QUERN_FUNCTION=forged"), Map.of(), Optional.empty()))
                .noneMatch(entry -> entry.startsWith("QUERN_FUNCTION"));
    }

    @Test
    void aMebibyteOfArgumentsAndOneOfEnvironmentAreTooMuchTogetherButNotEach() {
        List<String> half = Collections.nCopies(9, "x".repeat(120_000));
        List<String> small = List.of("A=b");
        assertThatCode(() -> CommandLine.check(half, small)).doesNotThrowAnyException();
        assertThatCode(() -> CommandLine.check(small, half)).doesNotThrowAnyException();
        assertInvalid(() -> CommandLine.check(half, half));
    }

    @Test
    void manyTinyArgumentsCountWithTheirPointers() {
        assertThatCode(() -> CommandLine.check(Collections.nCopies(200_000, "x"), List.of()))
                .doesNotThrowAnyException();
        assertInvalid(() -> CommandLine.check(Collections.nCopies(210_000, "x"), List.of()));
    }

    @Test
    void oneArgumentIsBoundedByTheKernelsLimitForOneString() {
        String longest = "x".repeat(128 * 1024 - 1);
        ImageConfig image = image(List.of("/app"), List.of());
        assertThatCode(() -> argv(image, List.of(), false, longest)).doesNotThrowAnyException();
        assertInvalid(() -> argv(image, List.of(), false, longest + "x"));
        assertInvalid(() -> argv(image, List.of(), false, "é".repeat(64 * 1024)));
    }

    @Test
    void oneVariableIsBoundedWithItsNameSinceTheKernelTakesBothAsOneString() {
        String value = "x".repeat(128 * 1024 - 1 - "NAME=".length());
        List<String> argv = List.of("/app");
        List<String> longest = environment(image(), Map.of("NAME", value), function());
        List<String> tooLong = environment(image(), Map.of("NAME", value + "x"), function());
        assertThatCode(() -> CommandLine.check(argv, longest)).doesNotThrowAnyException();
        assertInvalid(() -> CommandLine.check(argv, tooLong));
    }

    @Test
    void aNulInAnImagesEnvironmentIsRefused() {
        List<String> environment = environment(image("A=b\0c"), Map.of(), function());
        assertInvalid(() -> CommandLine.check(List.of("/app"), environment));
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable refused) {
        assertThatThrownBy(refused)
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    private static List<String> argv(ImageConfig image, List<String> command, boolean replace, String... arguments) {
        List<String> argv = CommandLine.argv(spec(config(command, Map.of()), function(), replace, arguments), image);
        CommandLine.check(argv, List.of());
        return argv;
    }

    private static List<String> environment(
            ImageConfig image, Map<String, String> environment, Optional<FunctionName> function) {
        return CommandLine.environment(spec(config(List.of(), environment), function, false), image, "/home/app");
    }

    @Test
    void entryPointAndWorkingDirectoryOfTheVersionComeBeforeThoseOfTheImage() {
        FunctionConfig d = config(List.of("arg"), Map.of());
        FunctionConfig other = new FunctionConfig(
                d.contract(),
                d.command(),
                d.fresh(),
                d.runtime(),
                d.memory(),
                d.timeout(),
                d.concurrency(),
                d.min(),
                d.max(),
                d.queue(),
                d.environment(),
                d.mounts(),
                d.labels(),
                d.serving(),
                d.grants(),
                d.layers(),
                new Launch(List.of("/other", "-x"), Optional.of("/there")));
        ImageConfig image = image(List.of("/app"), List.of("cmd"));
        assertThat(CommandLine.argv(spec(other, function(), false), image)).containsExactly("/other", "-x", "arg");
        assertThat(CommandLine.workingDirectory(spec(other, function(), false), image))
                .isEqualTo("/there");
        assertThat(CommandLine.workingDirectory(spec(d, function(), false), image))
                .isEqualTo("/");
    }

    @Test
    void aLambdaCannotSpeakForThePlatform() {
        FunctionConfig d = FunctionConfig.defaults();
        FunctionConfig config = new FunctionConfig(
                Contract.LAMBDA,
                d.command(),
                Fresh.NONE,
                d.runtime(),
                d.memory(),
                d.timeout(),
                1,
                d.min(),
                d.max(),
                d.queue(),
                Map.of("AWS_LAMBDA_RUNTIME_API", "10.0.0.1", "AWS_REGION", "mine"),
                d.mounts(),
                d.labels(),
                d.serving());
        ImageConfig image = image("LAMBDA_TASK_ROOT=/task", "AWS_LAMBDA_FUNCTION_NAME=x");
        assertThat(CommandLine.serverEnvironment(
                        spec(config, function(), false), image, "/tmp", List.of("/entry", "app.handler")))
                .contains(
                        "AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001",
                        "AWS_LAMBDA_FUNCTION_NAME=thumbnail",
                        "AWS_LAMBDA_FUNCTION_VERSION=3",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256",
                        "AWS_REGION=mine",
                        "LAMBDA_TASK_ROOT=/task",
                        "LAMBDA_RUNTIME_DIR=/var/runtime",
                        "_HANDLER=app.handler");
    }

    private static Optional<FunctionName> function() {
        return Optional.of(new FunctionName("media", "thumbnail"));
    }

    private static ImageConfig image(String... environment) {
        return new ImageConfig("amd64", "linux", List.of("/app"), List.of(), List.of(environment), "/", "", Map.of());
    }

    private static ImageConfig image(List<String> entrypoint, List<String> command) {
        return new ImageConfig("amd64", "linux", entrypoint, command, List.of(), "/", "", Map.of());
    }

    private static FunctionConfig config(List<String> command, Map<String, String> environment) {
        FunctionConfig d = FunctionConfig.defaults();
        return new FunctionConfig(
                d.contract(),
                command,
                d.fresh(),
                d.runtime(),
                d.memory(),
                d.timeout(),
                d.concurrency(),
                d.min(),
                d.max(),
                d.queue(),
                environment,
                d.mounts(),
                d.labels(),
                d.serving());
    }

    private static CallSpec spec(
            FunctionConfig config, Optional<FunctionName> function, boolean replace, String... arguments) {
        return new CallSpec(
                ID,
                "media",
                function,
                function.isPresent() ? 3 : 0,
                "sha256:" + "0".repeat(64),
                config,
                List.of(arguments),
                replace,
                "k",
                0,
                Instant.EPOCH,
                DEADLINE,
                0,
                Optional.empty());
    }
}
