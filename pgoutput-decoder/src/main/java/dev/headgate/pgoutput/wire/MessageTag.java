package dev.headgate.pgoutput.wire;

/** The first byte of each message. Spec: "Logical Replication Message Formats". */
public final class MessageTag {
    public static final int BEGIN = 'B';
    public static final int COMMIT = 'C';
    public static final int ORIGIN = 'O';
    public static final int RELATION = 'R';
    public static final int TYPE = 'Y';
    public static final int INSERT = 'I';
    public static final int UPDATE = 'U';
    public static final int DELETE = 'D';
    public static final int TRUNCATE = 'T';
    public static final int MESSAGE = 'M';
    public static final int STREAM_START = 'S';
    public static final int STREAM_STOP = 'E';
    public static final int STREAM_COMMIT = 'c';
    public static final int STREAM_ABORT = 'A';
    public static final int BEGIN_PREPARE = 'b';
    public static final int PREPARE = 'P';
    public static final int COMMIT_PREPARED = 'K';
    public static final int ROLLBACK_PREPARED = 'r';
    public static final int STREAM_PREPARE = 'p';

    private MessageTag() {}
}
