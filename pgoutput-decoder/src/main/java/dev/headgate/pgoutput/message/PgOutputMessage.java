package dev.headgate.pgoutput.message;

/**
 * Any message of the protocol. In all records: LSNs are unsigned 64-bit values, timestamps are microseconds since
 * 2000-01-01 UTC, OIDs and transaction ids are unsigned 32-bit values, and {@code xid} of a message that can stand in a
 * streamed block is 0 outside of one.
 */
public sealed interface PgOutputMessage
        permits Begin,
                Commit,
                Origin,
                Relation,
                TypeDeclaration,
                Insert,
                Update,
                Delete,
                Truncate,
                LogicalMessage,
                StreamStart,
                StreamStop,
                StreamCommit,
                StreamAbort,
                BeginPrepare,
                Prepare,
                CommitPrepared,
                RollbackPrepared,
                StreamPrepare {}
