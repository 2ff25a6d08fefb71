@NullMarked
package dev.quern.store.backup;

import org.jspecify.annotations.NullMarked;
