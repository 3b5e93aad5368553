/** Tests of batches. */
@NullMarked
package dev.headgate.staging.batch;

import org.jspecify.annotations.NullMarked;
