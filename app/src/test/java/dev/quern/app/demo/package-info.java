@NullMarked
package dev.quern.app.demo;

import org.jspecify.annotations.NullMarked;
