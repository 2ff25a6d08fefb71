@NullMarked
package dev.quern.app.mount;

import org.jspecify.annotations.NullMarked;
