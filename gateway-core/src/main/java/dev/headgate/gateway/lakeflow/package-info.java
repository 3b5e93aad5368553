/** Definitions of Databricks Lakeflow Connect, read as people have them, and turned into a configuration. */
@NullMarked
package dev.headgate.gateway.lakeflow;

import org.jspecify.annotations.NullMarked;
