/** Plain JDBC with the repetition taken out: connections, transactions, error translation, paging. */
@NullMarked
package dev.quern.store.sql;

import org.jspecify.annotations.NullMarked;
