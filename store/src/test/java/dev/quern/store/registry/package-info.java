@NullMarked
package dev.quern.store.registry;

import org.jspecify.annotations.NullMarked;
