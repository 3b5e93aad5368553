/** Code for those who read the staged files without this process: queries and scripts for other engines. */
@NullMarked
package dev.headgate.ingest.generate;

import org.jspecify.annotations.NullMarked;
