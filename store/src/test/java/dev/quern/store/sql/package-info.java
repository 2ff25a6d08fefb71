@NullMarked
package dev.quern.store.sql;

import org.jspecify.annotations.NullMarked;
