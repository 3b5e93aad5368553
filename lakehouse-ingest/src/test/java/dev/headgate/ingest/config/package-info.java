/** Tests of the configuration and of the document that describes it. */
@NullMarked
package dev.headgate.ingest.config;

import org.jspecify.annotations.NullMarked;
