package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an alias names: a version, and perhaps a second one that gets a share of its calls.
 *
 * @param stickyHeader the request header whose value decides which of the two, so that the same value always gets
 *     the same version
 */
public record AliasTarget(int version, Optional<Share> other, Optional<String> stickyHeader) {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final int ALL = 100;

    /** @param percent of the calls, 0 to 100 */
    public record Share(int version, double percent) {
        public Share {
            // Written so that NaN is refused, too.
            if (!(percent >= 0 && percent <= ALL)) {
                throw QuernException.invalid("A version's weight is 0 to 100 percent, not " + percent);
            }
        }
    }

    public AliasTarget {
        if (other.isPresent() && other.get().version() == version) {
            throw QuernException.invalid(
                    "The second version of an alias is another one than the first, which is " + version);
        }
        if (stickyHeader.isPresent() && !HEADER.matcher(stickyHeader.get()).matches()) {
            throw QuernException.invalid("'" + stickyHeader.get() + "' is not a header's name");
        }
    }

    public static AliasTarget of(int version) {
        return new AliasTarget(version, Optional.empty(), Optional.empty());
    }

    /** All that it names. */
    public List<Integer> versions() {
        return Stream.concat(Stream.of(version), other.map(Share::version).stream())
                .toList();
    }

    /**
     * The version of a call.
     *
     * @param point 0 to below 1: drawn at random, or {@link StickyPoint} of whoever calls
     */
    public int at(double point) {
        return other.filter(share -> point * ALL < share.percent())
                .map(Share::version)
                .orElse(version);
    }
}
