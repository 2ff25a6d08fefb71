package dev.quern.gateway.resource;

import dev.quern.core.function.Contract;
import dev.quern.core.image.ImageConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The contract that an image speaks by what it says of itself. Only what programs have no reason to say counts: a
 * program taken for a server would be kept and given no input, a server taken for a program would only be started anew
 * for every call.
 *
 * @param port where it listens, if it says so
 * @param reason what tells, as in "since …"
 */
record Detected(Contract contract, Optional<Integer> port, String reason) {
    private static final int UFOP = 9100;
    private static final int MOST_PORT = 65_535;
    /** The directory and the programs of the Dockerfiles that the fn command writes. */
    private static final String FN_DIRECTORY = "/function";

    private static final Set<String> FN_PROGRAMS = Set.of("func", "func.js", "func.rb");
    private static final String FN_JAVA = "com.fnproject.fn.runtime.EntryPoint";
    private static final Set<String> LAMBDA_PROGRAMS =
            Set.of("lambda-entrypoint.sh", "aws-lambda-ric", "awslambdaric", "aws_lambda_ric");
    private static final String LAMBDA_BOOTSTRAP = "/var/runtime/bootstrap";
    /** Set by the base images of AWS, and by nothing else. */
    private static final List<String> LAMBDA_VARIABLES = List.of("LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR");

    private static final String LAMBDA_JAVA = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    /** @param replaced whether the deploy replaces the image's command, so that what the image exposes tells nothing */
    static Optional<Detected> of(ImageConfig image, boolean replaced) {
        return lambda(image).or(() -> fn(image)).or(() -> replaced ? Optional.empty() : http(image));
    }

    String wire() {
        return contract.wire();
    }

    String sentence() {
        return "contract " + wire() + ", since " + reason + "; --contract stdio for a program";
    }

    private static Optional<Detected> lambda(ImageConfig image) {
        return words(image)
                .filter(word -> LAMBDA_PROGRAMS.contains(name(word))
                        || word.equals(LAMBDA_JAVA)
                        || word.equals(LAMBDA_BOOTSTRAP))
                .findFirst()
                .map(word -> "its command has " + name(word))
                .or(() -> LAMBDA_VARIABLES.stream()
                        .filter(name -> variable(image, name).isPresent())
                        .findFirst()
                        .map(name -> "its environment has " + name))
                .flatMap(reason -> Contract.find("lambda").map(c -> new Detected(c, Optional.empty(), reason)));
    }

    private static Optional<Detected> fn(ImageConfig image) {
        Optional<String> program = words(image)
                .filter(word -> word.equals(FN_JAVA)
                        || word.endsWith("/fdk")
                        || (image.workingDirectory().equals(FN_DIRECTORY) && FN_PROGRAMS.contains(name(word))))
                .findFirst();
        return program.map(word -> "its command has " + name(word) + ", as functions of Fn have")
                .or(() -> variable(image, "FN_FORMAT").map(_ -> "its environment has FN_FORMAT"))
                .map(reason -> new Detected(Contract.FN, Optional.empty(), reason));
    }

    private static Optional<Detected> http(ImageConfig image) {
        List<Integer> exposed = image.exposedPorts().stream()
                .flatMap(text -> tcp(text).stream())
                .distinct()
                .toList();
        Optional<Integer> told = variable(image, "PORT").flatMap(Detected::number);
        if (told.isPresent()) {
            return Optional.of(server(told.get(), "its environment has PORT=" + told.get()));
        }
        if (exposed.contains(UFOP)) {
            return Optional.of(server(UFOP, "the image exposes " + UFOP + "/tcp, the port of UFOP"));
        }
        return exposed.size() == 1
                ? Optional.of(server(exposed.getFirst(), "the image exposes " + exposed.getFirst() + "/tcp"))
                : Optional.empty();
    }

    private static Detected server(int port, String reason) {
        return new Detected(Contract.HTTP, Optional.of(port), reason);
    }

    private static Stream<String> words(ImageConfig image) {
        return Stream.concat(image.entrypoint().stream(), image.command().stream());
    }

    /** The last part of a path, or of a word that is none. */
    private static String name(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    private static Optional<String> variable(ImageConfig image, String name) {
        return image.environment().stream()
                .filter(entry -> entry.startsWith(name + "="))
                .map(entry -> entry.substring(name.length() + 1))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static Optional<Integer> tcp(String exposed) {
        return exposed.endsWith("/tcp")
                ? number(exposed.substring(0, exposed.length() - "/tcp".length()))
                : exposed.contains("/") ? Optional.empty() : number(exposed);
    }

    private static Optional<Integer> number(String text) {
        boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return Optional.of(number ? Integer.parseInt(text) : 0).filter(port -> port > 0 && port <= MOST_PORT);
    }
}
