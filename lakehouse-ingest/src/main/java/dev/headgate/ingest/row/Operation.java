package dev.headgate.ingest.row;

/** What a staged row says, by its letter in {@code _cdc_op}. */
public enum Operation {
    INSERT,
    UPDATE,
    DELETE,
    SNAPSHOT,
    TRUNCATE;

    /**
     * The operation of a letter.
     *
     * @throws IllegalArgumentException there is none
     */
    public static Operation ofLetter(String letter) {
        return switch (letter) {
            case "c" -> INSERT;
            case "u" -> UPDATE;
            case "d" -> DELETE;
            case "r" -> SNAPSHOT;
            case "t" -> TRUNCATE;
            default -> throw new IllegalArgumentException("No operation has the letter " + letter);
        };
    }
}
