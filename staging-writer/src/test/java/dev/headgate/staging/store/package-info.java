/** Tests of the store over a disk that records calls and fails on demand. */
@NullMarked
package dev.headgate.staging.store;

import org.jspecify.annotations.NullMarked;
