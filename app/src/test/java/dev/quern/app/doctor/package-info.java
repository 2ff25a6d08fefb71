@NullMarked
package dev.quern.app.doctor;

import org.jspecify.annotations.NullMarked;
