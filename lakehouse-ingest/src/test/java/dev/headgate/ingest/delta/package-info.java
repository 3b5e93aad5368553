@NullMarked
package dev.headgate.ingest.delta;

import org.jspecify.annotations.NullMarked;
