package dev.quern.gateway.resource;

import dev.quern.core.function.Contract;
import dev.quern.core.image.ImageConfig;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an image is made for, where that can be told without a doubt. */
final class ImageSigns {
    /** Set by the base images of AWS, and by nothing else. */
    private static final Set<String> LAMBDA_VARIABLES = Set.of("LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR");

    /** The official clients as entry points, and that of the base images. */
    private static final Pattern LAMBDA_PROGRAM = Pattern.compile("awslambdaric"
            + "|(.*/)?aws-lambda-ric(/bin/index\\.m?js)?"
            + "|com\\.amazonaws\\.services\\.lambda\\.runtime\\.api\\.client\\.AWSLambda"
            + "|(.*/)?aws_lambda_ric"
            + "|(.*/)?lambda-entrypoint\\.sh"
            + "|/var/runtime/bootstrap");

    private ImageSigns() {}

    static Optional<Contract> contract(ImageConfig image) {
        boolean lambda =
                image.environment().stream().anyMatch(entry -> LAMBDA_VARIABLES.contains(entry.replaceFirst("=.*", "")))
                        || Stream.concat(image.entrypoint().stream(), image.command().stream())
                                .anyMatch(word -> LAMBDA_PROGRAM.matcher(word).matches());
        return lambda ? Optional.of(Contract.LAMBDA) : Optional.empty();
    }
}
