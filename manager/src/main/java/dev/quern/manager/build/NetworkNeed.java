package dev.quern.manager.build;

import java.util.List;
import java.util.regex.Pattern;

/** Whether what a build said shows that it looked for the network, in the words of the usual programs. */
final class NetworkNeed {
    static final String HINT =
            "; builds have no network here: build.network=any in the server's configuration gives them one";

    /** resolver, apt, curl and git, wget, busybox, the kernel, npm, go, Java, apk. */
    private static final Pattern WORDS = Pattern.compile(
            "(?i)temporary failure (?:resolving|in name resolution)|name or service not known|could(?:n't| not) resolve"
                    + "|unable to resolve host|bad address '|network is unreachable|EAI_AGAIN|no such host"
                    + "|UnknownHostException|temporary error \\(try again later\\)|DNS[: ].*(?:transient|lookup) error");

    private NetworkNeed() {}

    static boolean isShown(List<String> lines) {
        return lines.stream().anyMatch(line -> WORDS.matcher(line).find());
    }
}
