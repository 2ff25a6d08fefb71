/** Images of AWS Lambda behind Quern beside what their own client can do. */
@NullMarked
package dev.quern.bench.lambda;

import org.jspecify.annotations.NullMarked;
