package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * The text form of real and double precision with {@code extra_float_digits} 1: the fewest digits that lie strictly between
 * the midpoints to both neighbours, in fixed notation for decimal exponents from -4 to 14 (real: to 5), else with an exponent of at least
 * two digits.
 *
 * <p>Java 17's own conversion is neither the shortest nor bounded in this way, hence the exact search here.
 */
final class FloatText {
    private static final int DOUBLE_DIGITS_MAX = 17;
    private static final int FLOAT_DIGITS_MAX = 9;
    private static final int DOUBLE_FIXED_EXPONENT_END = 15;
    private static final int FLOAT_FIXED_EXPONENT_END = 6;
    private static final int FIXED_EXPONENT_MIN = -4;
    private static final int TEXT_LENGTH_MAX = 64;
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private FloatText() {}

    static float parseFloat(ByteBuf buffer, int index, int length) {
        try {
            return Float.parseFloat(javaForm("real", buffer, index, length));
        } catch (NumberFormatException e) {
            throw new MalformedValueException("real", 0, "not a number");
        }
    }

    static double parseDouble(ByteBuf buffer, int index, int length) {
        try {
            return Double.parseDouble(javaForm("double precision", buffer, index, length));
        } catch (NumberFormatException e) {
            throw new MalformedValueException("double precision", 0, "not a number");
        }
    }

    private static String javaForm(String typeName, ByteBuf buffer, int index, int length) {
        if (length == 0 || length > TEXT_LENGTH_MAX) {
            throw new MalformedValueException(typeName, 0, "not a number");
        }
        boolean special = Ascii.matches(buffer, index, length, "NaN")
                || Ascii.matches(buffer, index, length, "Infinity")
                || Ascii.matches(buffer, index, length, "-Infinity");
        for (int at = 0; at < length && !special; at++) {
            // Java would also take spaces, hexadecimal floats and the suffixes d and f.
            int b = buffer.getByte(index + at);
            if ((b < '0' || b > '9') && b != '.' && b != '-' && b != '+' && b != 'e') {
                throw new MalformedValueException(typeName, at, "not a number");
            }
        }
        return buffer.toString(index, length, StandardCharsets.US_ASCII);
    }

    static void append(float value, Utf8Buffer out) {
        if (!Float.isFinite(value) || value == 0) {
            appendSpecial(value, out);
            return;
        }
        float magnitude = Math.abs(value);
        BigDecimal exact = new BigDecimal(magnitude);
        BigDecimal below = new BigDecimal(Math.nextDown(magnitude));
        // The neighbour of the largest float would be 2^128, which is as far away as the one below.
        float up = Math.nextUp(magnitude);
        BigDecimal above = Float.isInfinite(up) ? exact.add(exact.subtract(below)) : new BigDecimal(up);
        BigDecimal shortest = shortest(exact, midpoint(below, exact), midpoint(exact, above), FLOAT_DIGITS_MAX);
        appendDecimal(value < 0, shortest, FLOAT_FIXED_EXPONENT_END, out);
    }

    static void append(double value, Utf8Buffer out) {
        if (!Double.isFinite(value) || value == 0) {
            appendSpecial(value, out);
            return;
        }
        double magnitude = Math.abs(value);
        BigDecimal exact = new BigDecimal(magnitude);
        BigDecimal below = new BigDecimal(Math.nextDown(magnitude));
        double up = Math.nextUp(magnitude);
        BigDecimal above = Double.isInfinite(up) ? exact.add(exact.subtract(below)) : new BigDecimal(up);
        BigDecimal shortest = shortest(exact, midpoint(below, exact), midpoint(exact, above), DOUBLE_DIGITS_MAX);
        appendDecimal(value < 0, shortest, DOUBLE_FIXED_EXPONENT_END, out);
    }

    private static void appendSpecial(double value, Utf8Buffer out) {
        if (Double.isNaN(value)) {
            out.append("NaN");
        } else if (value == 0) {
            out.append(1 / value < 0 ? "-0" : "0");
        } else {
            out.append(value < 0 ? "-Infinity" : "Infinity");
        }
    }

    private static BigDecimal midpoint(BigDecimal low, BigDecimal high) {
        return low.add(high).multiply(HALF);
    }

    /** The decimal of fewest digits strictly between the bounds; among those of that length the nearest to the exact value. */
    private static BigDecimal shortest(BigDecimal exact, BigDecimal low, BigDecimal high, int digitsMax) {
        // If n digits are enough then so are n + 1: search by halves.
        int tooFew = 0;
        int enough = digitsMax;
        BigDecimal best = exact.round(new MathContext(digitsMax, RoundingMode.HALF_EVEN));
        while (enough - tooFew > 1) {
            int digits = (tooFew + enough) >>> 1;
            BigDecimal candidate = nearestBetween(exact, low, high, digits);
            if (candidate.signum() != 0) {
                best = candidate;
                enough = digits;
            } else {
                tooFew = digits;
            }
        }
        return best;
    }

    /** The nearest decimal of so many digits strictly between the bounds; zero if there is none. */
    private static BigDecimal nearestBetween(BigDecimal exact, BigDecimal low, BigDecimal high, int digits) {
        BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        if (nearest.compareTo(low) > 0 && nearest.compareTo(high) < 0) {
            return nearest;
        }
        // Below a power of two the interval is lopsided: the next decimal on its wide side may be inside.
        BigDecimal above = exact.round(new MathContext(digits, RoundingMode.CEILING));
        return above.compareTo(low) > 0 && above.compareTo(high) < 0 ? above : BigDecimal.ZERO;
    }

    private static void appendDecimal(boolean negative, BigDecimal value, int fixedExponentEnd, Utf8Buffer out) {
        String digits = value.stripTrailingZeros().unscaledValue().toString();
        int exponent = value.precision() - value.scale() - 1;
        if (negative) {
            out.append((byte) '-');
        }
        if (exponent < FIXED_EXPONENT_MIN || exponent >= fixedExponentEnd) {
            appendScientific(digits, exponent, out);
        } else if (exponent < 0) {
            out.append("0.");
            appendZeros(-exponent - 1, out);
            out.append(digits);
        } else if (exponent >= digits.length() - 1) {
            out.append(digits);
            appendZeros(exponent - digits.length() + 1, out);
        } else {
            out.append(digits.substring(0, exponent + 1));
            out.append((byte) '.');
            out.append(digits.substring(exponent + 1));
        }
    }

    private static void appendScientific(String digits, int exponent, Utf8Buffer out) {
        out.append((byte) digits.charAt(0));
        if (digits.length() > 1) {
            out.append((byte) '.');
            out.append(digits.substring(1));
        }
        out.append(exponent < 0 ? "e-" : "e+");
        out.appendPadded(Math.abs(exponent), 2);
    }

    private static void appendZeros(int count, Utf8Buffer out) {
        for (int i = 0; i < count; i++) {
            out.append((byte) '0');
        }
    }
}
