package dev.headgate.ingest.error;

/** The failures of the ingestion. {@code docs/lakehouse.md} lists them; a test compares. */
public enum IngestErrorCode {
    /** The command line is wrong. */
    USAGE("HG-1001", 64, "See: headgate ingest --help"),
    /** The configuration cannot be used. */
    CONFIG_INVALID("HG-1002", 78, "Correct the lines named above."),
    /** The commit log is damaged, or not the one that was read before. */
    LOG_CORRUPT(
            "HG-5001",
            82,
            "Restore the file from a copy that is not older than the damage. If the log is gone for good, choose a new"
                    + " target directory, or remove the tables of this source, and start again."),
    /** The log entry that comes next has been purged. */
    ENTRY_PURGED(
            "HG-7001",
            80,
            "The changes in between cannot be read any more. Copy the tables again at the source (headgate refresh"
                    + " {source}), then: headgate ingest full-refresh {pipeline}"),
    /** A staged file is not what the commit log says. */
    STAGED_FILE_DAMAGED(
            "HG-7002",
            82,
            "Restore {file} from a copy, then: headgate ingest resume {pipeline} {table}. Or copy the table again at the"
                    + " source: headgate refresh {source} {table}"),
    /** A change contradicts the rows that are there. */
    CHANGE_CONTRADICTS(
            "HG-7003",
            80,
            "Nothing of this entry was applied to {table}. Copy the table again at the source (headgate refresh"
                    + " {source} {table}), and report it with: headgate inspect --source {source}"),
    /** A change leaves out the value of a row that is not in the destination. */
    VALUE_UNKNOWN(
            "HG-7004",
            80,
            "The row was there before the table was captured, and its unchanged columns are in no change. Copy the"
                    + " table at the source: headgate refresh {source} {table}"),
    /** The Delta table belongs to somebody else. */
    TABLE_FOREIGN(
            "HG-7005",
            78,
            "The table at {file} is not this one's. Choose another target or name, or move the directory away, then:"
                    + " headgate ingest resume {pipeline} {table}"),
    /** A column or the key changed in a way that the destination cannot follow in place. */
    SCHEMA_INCOMPATIBLE(
            "HG-7006",
            80,
            "The destination cannot follow in place. Copy the table again at the source: headgate refresh {source}"
                    + " {table}"),
    /** The Delta table does not have what this pipeline had committed. */
    TABLE_BEHIND(
            "HG-7007",
            80,
            "The table at {file} was replaced or restored to an earlier version. Build it again: headgate ingest"
                    + " full-refresh {pipeline} {table}. Or put the newer one back, then: headgate ingest resume"
                    + " {pipeline} {table}"),
    /** Another process ingests the pipeline. */
    LOCK_HELD("HG-7008", 69, "Another process runs pipeline {pipeline}. Stop it first."),
    /** Retention no longer waits for this consumer. */
    CONSUMER_EXPIRED(
            "HG-7009",
            80,
            "The pipeline was silent for too long, and retention may have purged what it needs. Remove"
                    + " {file} and start it again; it goes on if nothing is missing."),
    /** Reading or writing failed. */
    LAKE_IO(
            "HG-7010",
            74,
            "Check disk, mount and permissions of {file}. Nothing is lost: a table is tried again by itself, and a process"
                    + " that ended goes on from there."),
    /** A table cannot be without a column that the configuration leaves out. */
    COLUMN_REQUIRED(
            "HG-7011",
            78,
            "Take the column out of exclude_columns of pipeline {pipeline}, restart it, then: headgate ingest resume"
                    + " {pipeline} {table}"),
    /** A table without key cannot be written in its mode. */
    KEY_REQUIRED(
            "HG-7012",
            78,
            "Give {table} the mode append or merge in table_modes of pipeline {pipeline}, restart it, then: headgate"
                    + " ingest resume {pipeline} {table}"),
    /** The table was written in another mode. */
    MODE_CHANGED(
            "HG-7013",
            78,
            "Build the table again in the new mode, from its last copy on: headgate ingest full-refresh {pipeline}"
                    + " {table}. Or give it the old mode, then: headgate ingest resume {pipeline} {table}"),
    /** A bug. */
    INTERNAL("HG-9001", 70, "This is a bug. Report it; --verbose shows where.");

    private final String id;
    private final int exitCode;
    private final String remedy;

    IngestErrorCode(String id, int exitCode, String remedy) {
        this.id = id;
        this.exitCode = exitCode;
        this.remedy = remedy;
    }

    /** Stable identifier, for example {@code HG-7003}. */
    public String id() {
        return id;
    }

    /** Exit status of a process that this failure ends. */
    public int exitCode() {
        return exitCode;
    }

    /** What the operator does, with names of facts in braces. */
    public String remedy() {
        return remedy;
    }
}
