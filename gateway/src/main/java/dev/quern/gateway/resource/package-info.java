/**
 * The nouns of the API, free of HTTP: who may do what, what is valid, and the bodies answered. One class
 * for each noun; every method begins with the principal who asks.
 */
@NullMarked
package dev.quern.gateway.resource;

import org.jspecify.annotations.NullMarked;
