@NullMarked
package dev.quern.store.postgres;

import org.jspecify.annotations.NullMarked;
