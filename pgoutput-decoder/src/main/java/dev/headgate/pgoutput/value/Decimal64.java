package dev.headgate.pgoutput.value;

/** Decimal digits gathered into a long of at most 18 digits; -1 once there were more. */
final class Decimal64 {
    static final int DIGITS_MAX = 18;
    static final long[] POWERS_OF_TEN = powersOfTen();

    private static final long LIMIT = POWERS_OF_TEN[DIGITS_MAX];

    private Decimal64() {}

    /** {@code value * 10^count + digits}, or -1 if that has more than 18 digits. The value must not be negative. */
    static long appendDigits(long value, long digits, int count) {
        if (value == 0) {
            return digits;
        }
        if (count >= DIGITS_MAX || value >= LIMIT / POWERS_OF_TEN[count]) {
            return -1;
        }
        return value * POWERS_OF_TEN[count] + digits;
    }

    private static long[] powersOfTen() {
        long[] powers = new long[DIGITS_MAX + 1];
        powers[0] = 1;
        for (int i = 1; i <= DIGITS_MAX; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
