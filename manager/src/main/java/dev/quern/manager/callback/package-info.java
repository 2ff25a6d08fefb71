/** Notifications of tasks' ends: CloudEvents over HTTP, signed, sent again until they arrive or are given up. */
@NullMarked
package dev.quern.manager.callback;

import org.jspecify.annotations.NullMarked;
