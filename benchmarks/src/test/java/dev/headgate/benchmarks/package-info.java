/** Tests of the benchmark itself: that it measures, that it computes, and that it notices a consumer that cheats. */
@NullMarked
package dev.headgate.benchmarks;

import org.jspecify.annotations.NullMarked;
