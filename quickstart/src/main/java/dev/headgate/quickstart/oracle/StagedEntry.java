package dev.headgate.quickstart.oracle;

import java.util.List;
import java.util.Map;

/** One commit log entry, as far as the oracle needs it. LSNs are unsigned. */
record StagedEntry(
        long entry,
        int epoch,
        long fromLsn,
        long throughLsn,
        long transactions,
        List<DataFile> files,
        List<StagedSchema> schemas,
        List<Generation.Event> events) {

    /**
     * One data file.
     *
     * @param ops row count by {@code _cdc_op}
     * @param crc32c hexadecimal, may be empty when the entry has none
     */
    record DataFile(
            String path,
            boolean snapshot,
            StagedTable table,
            int generation,
            int schemaVersion,
            long rows,
            Map<String, Long> ops,
            long bytes,
            String crc32c) {}
}
