@NullMarked
package dev.quern.manager.build;

import org.jspecify.annotations.NullMarked;
