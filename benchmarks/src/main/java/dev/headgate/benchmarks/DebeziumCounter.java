package dev.headgate.benchmarks;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The process that {@link Debezium} measures: an embedded engine in Connect format (records stay objects, nothing is
 * serialised) with a batch consumer that counts. It halts as soon as the expected number is there, so that Debezium's
 * orderly stop is not counted against it.
 *
 * <p>Arguments: port, database, slot, number of changes, Debezium's {@code snapshot.mode}.
 */
final class DebeziumCounter {

    /** Begins the line of output that says how many changes were counted and how many a second between first and last. */
    static final String REPORT = "counted ";

    private final long expected;
    private long counted;
    private long firstBatch;
    private long firstBatchNanos;

    private DebeziumCounter(long expected) {
        this.expected = expected;
    }

    public static void main(String[] arguments) throws Exception {
        DebeziumCounter counter = new DebeziumCounter(Long.parseLong(arguments[3]));
        DebeziumEngine.Builder<RecordChangeEvent<SourceRecord>> builder =
                DebeziumEngine.create(ChangeEventFormat.of(Connect.class));
        try (DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = builder.using(
                        settings(arguments[0], arguments[1], arguments[2], arguments[4]))
                .notifying(counter::count)
                .build()) {
            engine.run();
        }
        Runtime.getRuntime().halt(1);
    }

    private static Properties settings(String port, String database, String slot, String snapshot) {
        Properties settings = new Properties();
        settings.setProperty("name", "benchmark");
        settings.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        settings.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        settings.setProperty("topic.prefix", "benchmark");
        settings.setProperty("database.hostname", "127.0.0.1");
        settings.setProperty("database.port", port);
        settings.setProperty("database.user", PostgresServer.USER);
        settings.setProperty("database.password", "trusted");
        settings.setProperty("database.dbname", database);
        settings.setProperty("plugin.name", "pgoutput");
        settings.setProperty("slot.name", slot);
        settings.setProperty("slot.drop.on.stop", "false");
        settings.setProperty("publication.name", Workload.PUBLICATION);
        settings.setProperty("publication.autocreate.mode", "disabled");
        settings.setProperty("snapshot.mode", snapshot);
        return settings;
    }

    private void count(
            List<RecordChangeEvent<SourceRecord>> batch, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        counted += batch.size();
        if (firstBatch == 0) {
            firstBatch = counted;
            firstBatchNanos = System.nanoTime();
        }
        for (RecordChangeEvent<SourceRecord> event : batch) {
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
        if (counted >= expected) {
            double steadySeconds = (System.nanoTime() - firstBatchNanos) / 1e9;
            System.out.printf(Locale.ROOT, "%s%d %.1f%n", REPORT, counted, (counted - firstBatch) / steadySeconds);
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }
    }
}
