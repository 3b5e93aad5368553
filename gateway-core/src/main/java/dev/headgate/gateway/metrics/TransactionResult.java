package dev.headgate.gateway.metrics;

/** What became of a transaction; label {@code result} of {@link MetricName#TRANSACTIONS_TOTAL}. */
public enum TransactionResult {
    /** Received and handed to staging. */
    STAGED,
    /** Already durable: dropped at its Begin. */
    SKIPPED_DUPLICATE
}
