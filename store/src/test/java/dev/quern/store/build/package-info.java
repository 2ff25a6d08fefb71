@NullMarked
package dev.quern.store.build;

import org.jspecify.annotations.NullMarked;
