package dev.headgate.pgoutput.type;

/** The value of the slot option {@code proto_version}. Each version contains the ones before it. */
public enum ProtocolVersion {
    /** Since PostgreSQL 10: whole transactions. */
    V1(1),
    /** Since PostgreSQL 14: Stream Start, Stop, Commit, Abort. */
    V2(2),
    /** Since PostgreSQL 15: two-phase commit. */
    V3(3),
    /** Since PostgreSQL 16: Stream Abort with position and time. */
    V4(4);

    private final int number;

    ProtocolVersion(int number) {
        this.number = number;
    }

    /** The number to give as {@code proto_version}. */
    public int number() {
        return number;
    }

    public boolean isAtLeast(ProtocolVersion other) {
        return number >= other.number;
    }
}
