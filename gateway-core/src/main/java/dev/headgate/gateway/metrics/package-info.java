/**
 * Names and values of everything Prometheus can read. The stream writes plain counters; the registry reads them when scraped, so that counting a row costs no lookup.
 */
@NullMarked
package dev.headgate.gateway.metrics;

import org.jspecify.annotations.NullMarked;
