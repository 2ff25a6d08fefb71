@NullMarked
package dev.quern.app.dist;

import org.jspecify.annotations.NullMarked;
