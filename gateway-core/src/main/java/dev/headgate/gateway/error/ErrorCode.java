package dev.headgate.gateway.error;

import java.util.Arrays;

/**
 * Every failure that the gateway reports. The identifier is stable across releases and is the anchor of the section in
 * {@code docs/errors.md}; the exit status is the process's when this error ends it.
 *
 * <p>A remedy is a template: {@code {slot}} stands for the fact of that name, {@code {publication|identifier}} for
 * the fact quoted as an SQL identifier. A fact that the exception does not carry is shown as {@code <slot>}.
 */
public enum ErrorCode {
    /** The command line cannot be understood. */
    USAGE("HG-1001", 64, Retry.EXIT, "Run the command again with --help to see its options."),
    /** The configuration has problems; each is listed with its position. */
    CONFIG_INVALID(
            "HG-1002", 78, Retry.EXIT, "Correct the listed lines, then check with: headgate validate --config {file}"),
    /** Two sources would write to one destination table. */
    DESTINATION_CLASH(
            "HG-1003",
            78,
            Retry.HALT,
            "Give one of the sources another destination: set sources.{source}.destination.catalog or .schema so that"
                    + " {table} has one writer, or exclude the table from one of them."),
    /** A source column has the name of a metadata column. */
    METADATA_PREFIX_CLASH(
            "HG-1004",
            78,
            Retry.QUARANTINE,
            "Rename the column of {table}, or leave it out with sources.{source}.exclude_columns. Before the first start,"
                    + " sources.{source}.metadata_prefix may be set to a string that no column starts with."),
    /** The admin server cannot listen on its port. */
    ADMIN_PORT(
            "HG-1005",
            78,
            Retry.EXIT,
            "See whether another process (another gateway?) has {listen}, or set admin.listen to a free port of an"
                    + " address of this machine."),
    /** The certificate of the admin server cannot be used. */
    ADMIN_CERTIFICATE(
            "HG-1006",
            78,
            Retry.EXIT,
            "See that admin.tls.certificate and admin.tls.key are PEM files of one pair, and that the key is PKCS #8"
                    + " without a password: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key"),
    /** A definition of another product cannot be turned into a configuration. */
    DEFINITION_INVALID(
            "HG-1010",
            78,
            Retry.EXIT,
            "Correct the definition at the place that is named, and run headgate import-lakeflow again. Nothing was"
                    + " written."),

    /** An established connection ended. */
    CONNECTION_LOST(
            "HG-2001",
            69,
            Retry.RECONNECT,
            "None needed: the gateway reconnects by itself and continues from the slot. If it repeats, look at the"
                    + " server's log and at firewalls that cut idle connections."),
    /** No connection to the server can be made. */
    SERVER_UNAVAILABLE(
            "HG-2002",
            69,
            Retry.RECONNECT,
            "Check that PostgreSQL runs and that {host}:{port} can be reached from this machine. The gateway keeps"
                    + " trying."),
    /** The server answers that it is starting up, shutting down or in recovery. */
    SERVER_STARTING(
            "HG-2003", 69, Retry.RECONNECT, "Wait until the server accepts connections; the gateway keeps trying."),
    /** The server has no free connection or WAL sender. */
    TOO_MANY_CONNECTIONS(
            "HG-2004",
            69,
            Retry.RECONNECT,
            "Raise max_wal_senders and max_connections on the server, or the role's CONNECTION LIMIT, or end"
                    + " connections that are not needed. The gateway keeps trying."),
    /** Password, certificate or pg_hba.conf refused the role. */
    AUTHENTICATION_FAILED(
            "HG-2005",
            77,
            Retry.RECONNECT_SLOWLY,
            "Check connections.{connection}.user and .password, and that pg_hba.conf lets role {user} into database"
                    + " {database} from this machine. If only the password changed, correct it and restart the"
                    + " gateway."),
    /** The connection cannot be protected as configured. */
    TLS_REFUSED(
            "HG-2006",
            78,
            Retry.HALT,
            "Set connections.{connection}.tls_root_certificate to the certificate authority that signed the server's"
                    + " certificate, and use the host name that stands in it. If the server has no TLS and the network"
                    + " is trusted, set connections.{connection}.tls to disable."),
    /** The role lacks a privilege. */
    PRIVILEGE_MISSING("HG-2007", 77, Retry.RECONNECT_SLOWLY, "Have a database administrator run: {sql}"),
    /** The server does not write logical WAL. */
    WAL_LEVEL(
            "HG-2008",
            78,
            Retry.HALT,
            "Set wal_level = logical on the server and restart it: ALTER SYSTEM SET wal_level = 'logical'; (Amazon RDS:"
                    + " parameter rds.logical_replication = 1; Cloud SQL: flag cloudsql.logical_decoding = on; Azure:"
                    + " parameter wal_level.)"),
    /** The server is older than the gateway supports. */
    SERVER_VERSION("HG-2009", 78, Retry.HALT, "Upgrade the server to PostgreSQL 13 or later."),
    /** The server is a standby. */
    SERVER_IS_STANDBY(
            "HG-2015",
            78,
            Retry.RECONNECT_SLOWLY,
            "Let connections.{connection}.host lead to the primary, or promote the standby; the gateway keeps trying."),

    /** Another connection streams from the slot. */
    SLOT_ACTIVE(
            "HG-3001",
            69,
            Retry.RECONNECT,
            "None needed when another gateway is meant to hold the slot, or when a cut connection has not timed out at"
                    + " the server yet. To see who holds it: SELECT active_pid FROM pg_replication_slots WHERE"
                    + " slot_name = '{slot}';"),
    /** The slot that the commit log continues is gone. */
    SLOT_MISSING(
            "HG-3002",
            81,
            Retry.HALT,
            "Changes after {lsn} cannot be read any more. Find out who dropped slot {slot}, then accept the gap and"
                    + " start a new epoch with: headgate accept-lineage {source}"),
    /** The server removed WAL that the slot needed. */
    SLOT_LOST(
            "HG-3003",
            81,
            Retry.HALT,
            "Changes after {lsn} cannot be read any more. Raise max_slot_wal_keep_size (and"
                    + " idle_replication_slot_timeout, PostgreSQL 18) on the server, drop the slot with SELECT"
                    + " pg_drop_replication_slot('{slot}'); and start a new epoch with: headgate accept-lineage"
                    + " {source}"),
    /** Somebody else moved the slot past what is staged. */
    SLOT_ADVANCED(
            "HG-3004",
            80,
            Retry.HALT,
            "Slot {slot} was confirmed up to {confirmed_lsn}, but staged is only {lsn}: the changes between are lost."
                    + " Find the other consumer of the slot and stop it, then start a new epoch with: headgate"
                    + " accept-lineage {source}"),
    /** The slot has another plugin, database or two-phase setting. */
    SLOT_MISMATCH(
            "HG-3005",
            80,
            Retry.HALT,
            "Slot {slot} belongs to something else. Set sources.{source}.slot to another name; if the slot is not"
                    + " used any more, drop it with: SELECT pg_drop_replication_slot('{slot}');"),
    /** The server is not the cluster that the commit log comes from. */
    CLUSTER_CHANGED(
            "HG-3007",
            80,
            Retry.HALT,
            "Check connections.{connection}: it leads to another cluster than the staged files come from. If the"
                    + " cluster was replaced on purpose, start a new epoch with: headgate accept-lineage {source}"),
    /** The server's timeline branched off before the staged position. */
    TIMELINE_DIVERGED(
            "HG-3008",
            80,
            Retry.HALT,
            "A failover lost transactions that are already staged (up to {lsn}). Compare source and destination, then"
                    + " start a new epoch with: headgate accept-lineage {source}"),
    /** The server's WAL ends before the staged position. */
    SERVER_BEHIND(
            "HG-3009",
            80,
            Retry.HALT,
            "The server's WAL ends before {lsn}, which is already staged: it was restored to an earlier point, or this"
                    + " is a lagging standby. If the restore was on purpose, start a new epoch with: headgate"
                    + " accept-lineage {source}"),
    /** The slot was dropped by the gateway itself, as configured. */
    WAL_BUDGET_SPENT(
            "HG-3010",
            81,
            Retry.HALT,
            "The server's disk was saved at the price of a gap: changes after {lsn} cannot be read any more. Find out what"
                    + " held slot {slot} back, then start a new epoch with: headgate accept-lineage {source}"),

    /** The publication does not exist. */
    PUBLICATION_MISSING(
            "HG-4001",
            80,
            Retry.HALT,
            "Changes made while publication {publication} did not exist cannot be decoded. Have the publication created"
                    + " again, then start a new epoch with: headgate accept-lineage {source}"),
    /** The publication was dropped and created again. */
    PUBLICATION_RECREATED(
            "HG-4002",
            80,
            Retry.HALT,
            "Changes made while publication {publication} did not exist are lost. Start a new epoch with: headgate"
                    + " accept-lineage {source}"),
    /** A table left the publication and came back, or its filter or column list changed. */
    PUBLICATION_CHANGED(
            "HG-4003",
            80,
            Retry.HALT,
            "Changes of {table} made while it was not published as before are lost. Start a new epoch with: headgate"
                    + " accept-lineage {source}"),
    /** The configured or catalog key is not part of the replica identity. */
    KEY_NOT_COVERED(
            "HG-4004",
            78,
            Retry.QUARANTINE,
            "Let updates and deletes of {table} carry its key, for example: ALTER TABLE {table} REPLICA IDENTITY"
                    + " DEFAULT; (or USING INDEX a unique index that holds the key, or FULL)."),
    /** Publishing the table as configured would make the application's own statements fail. */
    APPLICATION_HARM(
            "HG-4005",
            78,
            Retry.HALT,
            "Nothing was changed on the server. Do not exclude columns of the replica identity of {table}, do not"
                    + " combine excluded columns with REPLICA IDENTITY FULL, let its row filter read columns of the"
                    + " identity only, or exclude the table from sources.{source}. The statements that mend it are"
                    + " printed by: headgate check {source}"),

    /** A table that had a key has no replica identity any more. */
    IDENTITY_MISSING(
            "HG-4006",
            78,
            Retry.QUARANTINE,
            "Give the rows of {table} an identity again: add its primary key, or ALTER TABLE {table} REPLICA IDENTITY FULL;"),
    /** Rows that are staged are no longer what the source shows, and the configuration says to halt then. */
    SCHEMA_CHANGED(
            "HG-4007",
            80,
            Retry.HALT,
            "Set sources.{source}.schema_change to refresh, which has {table} read again beside the stream, or to pause,"
                    + " which leaves its changes out, and restart the gateway. Nothing of the change is staged yet."),
    /** The publication does not, or cannot, hold back the rows that the configuration leaves out. */
    ROW_FILTER_UNUSABLE(
            "HG-4008",
            78,
            Retry.HALT,
            "Row filters are part of the publication, from PostgreSQL 15 on. Correct sources.{source}.row_filters or take"
                    + " the entry that matches {table} out of it; or have the publication's owner run: {sql}"),

    /** The commit log is damaged or has a gap. */
    LOG_CORRUPT(
            "HG-5001",
            82,
            Retry.HALT,
            "Restore {file} (and the files beside it) from a copy that is not older than the damage. Do not delete log"
                    + " entries by hand: the gateway would continue with a gap. If nothing can be restored, use a new"
                    + " source name with a new slot and copy the tables again."),
    /** The commit log is not the one that was there before. */
    LOG_SWAPPED(
            "HG-5002",
            82,
            Retry.HALT,
            "The staging root {file} holds another commit log than before: check staging.uri and the mount. If the old"
                    + " log is gone for good, use a new source name with a new slot."),
    /** Another gateway wrote to this commit log. */
    FENCED_OUT(
            "HG-5003",
            83,
            Retry.HALT,
            "Another gateway continues this source; its files are good and nothing of this one was published. Make"
                    + " sure that one gateway runs for {source}, then restart this one if it is the one to keep."),
    /** Another process on this machine holds the source's lock. */
    LOCK_HELD(
            "HG-5004",
            69,
            Retry.RECONNECT,
            "Another gateway process runs source {source} on this staging root. Stop it, or leave this one as a standby:"
                    + " it takes over when the lock is free."),
    /** Reading or writing the staging store failed. */
    STAGING_IO(
            "HG-5005",
            74,
            Retry.RECONNECT,
            "Check the disk, the mount and the permissions of {file}. Nothing was acknowledged that is not staged; the"
                    + " gateway keeps trying."),
    /** The staging store is full. */
    STAGING_FULL(
            "HG-5006",
            74,
            Retry.RECONNECT,
            "Free space on the volume of {file}, enlarge it, or lower staging.retention. The gateway goes on by itself;"
                    + " until then the source keeps its WAL."),
    /** It is not known whether a log entry was published. */
    COMMIT_UNKNOWN(
            "HG-5007",
            74,
            Retry.RECONNECT,
            "Check the staging store. No file is deleted, and the gateway reads the log again before it continues: do"
                    + " not remove anything by hand."),
    /** A directory of the staging store could not be forced to disk. */
    DIRECTORY_IN_DOUBT(
            "HG-5008",
            74,
            Retry.HALT,
            "Check the disk of {file} (dmesg, SMART, the file system), then restart the gateway: it reads the log again"
                    + " and continues from what is there. Nothing was acknowledged that is not staged."),

    /** The server sent bytes that the protocol does not allow. */
    PROTOCOL_MALFORMED(
            "HG-6001",
            70,
            Retry.HALT,
            "Restart the gateway; if it stops at {lsn} again, report it with this message, the server's version and the"
                    + " output of: headgate version"),
    /** A row does not fit into memory. */
    ROW_TOO_LARGE(
            "HG-6002",
            70,
            Retry.QUARANTINE,
            "Give the gateway more memory (HEADGATE_OPTS=-Xmx...) and restart it, or exclude the large column with"
                    + " sources.{source}.exclude_columns."),
    /** A value cannot be decoded. */
    TYPE_UNSUPPORTED(
            "HG-6003",
            70,
            Retry.HALT,
            "Set sources.{source}.binary to off, or exclude the column with sources.{source}.exclude_columns, then"
                    + " restart the gateway and report the type."),

    /** The rows of a table cannot be read. */
    TABLE_UNREADABLE(
            "HG-6004",
            70,
            Retry.RECONNECT_SLOWLY,
            "See the server's log for why {table} cannot be read. Its changes are staged meanwhile, and the gateway tries"
                    + " again; to do without its present rows, add it to sources.{source}.snapshot.skip."),

    /** A bug of the gateway. */
    INTERNAL(
            "HG-9001",
            70,
            Retry.HALT,
            "This is a bug. Nothing was acknowledged that is not staged. Restart the gateway, and report it with the log"
                    + " at level debug.");

    private final String id;
    private final int exitCode;
    private final Retry retry;
    private final String remedy;

    ErrorCode(String id, int exitCode, Retry retry, String remedy) {
        this.id = id;
        this.exitCode = exitCode;
        this.retry = retry;
        this.remedy = remedy;
    }

    /** Stable identifier, for example {@code HG-3002}. */
    public String id() {
        return id;
    }

    /** Exit status of a process that this error ends; after sysexits.h, and 80 to 83 for what only an operator can mend. */
    public int exitCode() {
        return exitCode;
    }

    /** The exit status of the code with this identifier; 0 for one of another release. */
    public static int exitCodeOf(String id) {
        return Arrays.stream(values())
                .filter(code -> code.id.equals(id))
                .mapToInt(ErrorCode::exitCode)
                .findFirst()
                .orElse(0);
    }

    /** What the gateway does by itself. */
    public Retry retry() {
        return retry;
    }

    /** What the operator does, with names of facts in braces; see the class comment. */
    public String remedy() {
        return remedy;
    }
}
