/**
 * Strict YAML for people: sections that are read key by key, references that are filled after parsing, and all problems of a
 * file in one pass, with line and column. What keys there are, its users decide.
 */
@NullMarked
package dev.headgate.yaml;

import org.jspecify.annotations.NullMarked;
