package dev.headgate.gateway.pipeline;

/** What happened to a row, with the letter that the column {@code _cdc_op} holds. */
enum Operation {
    INSERT('c'),
    UPDATE('u'),
    DELETE('d'),
    TRUNCATE('t'),
    SNAPSHOT('r');

    private final byte letter;

    Operation(char letter) {
        this.letter = (byte) letter;
    }

    /** One ASCII byte. */
    byte letter() {
        return letter;
    }
}
