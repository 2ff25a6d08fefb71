/** What every benchmark uses: a server as users start it, load, samples, the printed table. */
@NullMarked
package dev.quern.bench.run;

import org.jspecify.annotations.NullMarked;
