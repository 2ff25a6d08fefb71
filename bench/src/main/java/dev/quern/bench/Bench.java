package dev.quern.bench;

import dev.quern.bench.call.CallBench;
import dev.quern.bench.image.ImageBench;
import dev.quern.bench.lambda.LambdaBench;
import dev.quern.bench.object.ObjectBench;
import dev.quern.bench.server.ServerBench;
import dev.quern.bench.task.TaskBench;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The tables that issue texts and the README quote: {@code [calls | images | lambda | objects | servers | tasks [--small] [PART…]]}. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        List<String> rest = Arrays.asList(args).subList(1, args.length);
        String which = rest.isEmpty() ? "" : rest.getFirst();
        switch (which) {
            case "" -> {
                CallBench.run(home);
                TaskBench.run(home, List.of());
                ObjectBench.run(home);
                ImageBench.run(home);
            }
            case "objects" -> ObjectBench.run(home);
            case "calls" -> CallBench.run(home);
            case "servers" -> ServerBench.run(home);
            case "lambda" -> LambdaBench.run(home);
            case "images" -> ImageBench.run(home);
            case "tasks" -> TaskBench.run(home, rest.subList(1, rest.size()));
            default -> {
                System.err.println(
                        "usage: ./quern bench [calls | images | lambda | objects | servers | tasks [--small] ["
                                + TaskBench.PARTS + "]...]");
                System.exit(2);
            }
        }
    }
}
