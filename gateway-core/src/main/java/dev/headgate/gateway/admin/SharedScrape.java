package dev.headgate.gateway.admin;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One scrape for all who ask at the same time, so that a storm of scrapes costs no more than a few a second. Safe for use
 * by several threads.
 */
final class SharedScrape {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Supplier<String> scrape;
    private @Nullable String newest;
    private long scrapedNanos;

    SharedScrape(Supplier<String> scrape) {
        this.scrape = scrape;
    }

    /** A text that is at most 200 ms old. */
    synchronized String text() {
        String text = newest;
        if (text == null || System.nanoTime() - scrapedNanos > FRESH_NANOS) {
            text = scrape.get();
            newest = text;
            scrapedNanos = System.nanoTime();
        }
        return text;
    }
}
