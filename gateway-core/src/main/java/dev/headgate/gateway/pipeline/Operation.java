package dev.headgate.gateway.pipeline;

import java.nio.charset.StandardCharsets;

/** What happened to a row, with the letter that the column {@code _cdc_op} holds. */
enum Operation {
    INSERT("c"),
    UPDATE("u"),
    DELETE("d"),
    TRUNCATE("t");

    private final byte[] letter;

    Operation(String letter) {
        this.letter = letter.getBytes(StandardCharsets.US_ASCII);
    }

    /** One ASCII byte. Not to be changed. */
    byte[] letter() {
        return letter;
    }
}
