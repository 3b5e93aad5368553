package dev.headgate.gateway.metrics;

import dev.headgate.gateway.error.ErrorCode;

/** Brings every metric into being, also those that appear with their first value. */
final class ScrapedMetrics {
    private ScrapedMetrics() {}

    static void touchAll(GatewayMetrics metrics) {
        SourceMetrics shop = metrics.source("shop");
        metrics.bindBuffers(() -> 1, 2);
        metrics.bindStagingSpace(() -> 3, 1);
        metrics.notification("chat", true);
        shop.table("public.orders").filePublished(10);
        shop.reconnect(ErrorCode.CONNECTION_LOST);
        shop.error(ErrorCode.CONNECTION_LOST);
        shop.schemaChange("new_version");
        shop.entryPublished(1, 10);
    }
}
