/** Durable tasks over HTTP: submitting one or many, asking and waiting for them, and what people do with them. */
@NullMarked
package dev.quern.gateway.task;

import org.jspecify.annotations.NullMarked;
