/** Commands on keys, namespaces and logins. */
@NullMarked
package dev.quern.cli.access;

import org.jspecify.annotations.NullMarked;
