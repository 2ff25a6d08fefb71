package dev.quern.gateway.call;

import dev.quern.core.access.Principal;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import java.util.Optional;
import java.util.function.Function;

/** What a call must look up; answered from memory, since a synchronous call touches no database. */
public interface Routing {
    /** @throws dev.quern.core.error.QuernException function_not_found, alias_not_found or version_not_found */
    Version resolve(FunctionName function, Selector selector);

    /**
     * As {@link #resolve(FunctionName, Selector)}, but calls with the same value in the header that an alias is sticky
     * by get the same one of its versions.
     *
     * @param header the value of a request's header
     */
    default Version resolve(FunctionName function, Selector selector, Function<String, Optional<String>> header) {
        return resolve(function, selector);
    }

    /** Whether this key may call it: one of its namespace, or of whom it is shared with. */
    boolean mayCall(Principal who, FunctionName function);

    /**
     * The digest of an image named by digest, digest prefix or name in a namespace.
     *
     * @throws dev.quern.core.error.QuernException image_not_found
     */
    String imageDigest(String namespace, String image);

    /**
     * As {@link #imageDigest}, but asks the registry too, and has the image unpacked. May wait.
     *
     * @throws dev.quern.core.error.QuernException image_not_found, and what unpacking throws
     */
    default String fetchImage(Principal who, String namespace, String image) {
        return imageDigest(namespace, image);
    }
}
