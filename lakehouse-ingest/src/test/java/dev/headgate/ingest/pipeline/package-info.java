/** Tests of the pipeline, over logs that are staged by hand and tables that are read without Kernel. */
@NullMarked
package dev.headgate.ingest.pipeline;

import org.jspecify.annotations.NullMarked;
