/** What the build runs of the program to package it: the training runs of the AOT caches. */
@NullMarked
package dev.quern.app.dist;

import org.jspecify.annotations.NullMarked;
