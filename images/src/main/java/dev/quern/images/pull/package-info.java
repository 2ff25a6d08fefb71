/**
 * Fetches images from registries over HTTP (distribution-spec 1.1, the pulling half), with the token protocol of
 * Docker's registries, mirrors, retries and resumed downloads.
 */
@NullMarked
package dev.quern.images.pull;

import org.jspecify.annotations.NullMarked;
