package dev.headgate.ingest.row;

/** What a staged row says, by its letter in {@code _cdc_op}. */
public enum Operation {
    INSERT("c"),
    UPDATE("u"),
    DELETE("d"),
    SNAPSHOT("r"),
    TRUNCATE("t");

    private final String letter;

    Operation(String letter) {
        this.letter = letter;
    }

    /** As staged. */
    public String letter() {
        return letter;
    }

    /**
     * The operation of a letter.
     *
     * @throws IllegalArgumentException there is none
     */
    public static Operation ofLetter(String letter) {
        for (Operation operation : values()) {
            if (operation.letter.equals(letter)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("No operation has the letter " + letter);
    }
}
