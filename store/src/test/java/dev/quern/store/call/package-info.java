@NullMarked
package dev.quern.store.call;

import org.jspecify.annotations.NullMarked;
