package dev.headgate.gateway.preflight;

/**
 * One step that mends a finding.
 *
 * @param text to be run literally for SQL, PSQL and SHELL; a sentence otherwise
 */
public record Remedy(Kind kind, String text) {
    /** Who does what with the text. */
    public enum Kind {
        /** A statement that an administrator of the database runs in the source's database. */
        SQL,
        /** A command of {@code psql}. */
        PSQL,
        /** A command for a shell: of the gateway's host, or of the cloud service's command line. */
        SHELL,
        /** The server is restarted. */
        RESTART,
        /** Something that only a person can do. */
        ACTION
    }

    static Remedy sql(String statement) {
        return new Remedy(Kind.SQL, statement);
    }

    static Remedy psql(String command) {
        return new Remedy(Kind.PSQL, command);
    }

    static Remedy shell(String command) {
        return new Remedy(Kind.SHELL, command);
    }

    static Remedy restart(String how) {
        return new Remedy(Kind.RESTART, how);
    }

    static Remedy action(String sentence) {
        return new Remedy(Kind.ACTION, sentence);
    }
}
