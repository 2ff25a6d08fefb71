package dev.quern.gateway.s3.policy;

import java.util.regex.Pattern;

/** Amazon's rules for bucket names ("General purpose bucket naming rules"). */
public final class BucketNames {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private BucketNames() {}

    public static boolean valid(String name) {
        return NAME.matcher(name).matches()
                && !name.contains("..")
                && !ADDRESS.matcher(name).matches();
    }
}
