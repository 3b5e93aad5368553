package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import dev.headgate.pgoutput.type.PgTimestamp;
import io.netty.buffer.ByteBuf;

/**
 * The text forms of date and time types with {@code DateStyle} ISO.
 *
 * <pre>{@code
 * date         year-mm-dd[ BC]                          year has four digits or more; 1 BC is the year 0
 * time         hh:mm:ss[.f]                             f: up to six digits, without trailing zeros
 * timestamp    year-mm-dd hh:mm:ss[.f][ BC]
 * timestamptz  year-mm-dd hh:mm:ss[.f]+hh[:mm[:ss]][ BC]
 * timetz       hh:mm:ss[.f]+hh[:mm[:ss]]
 * interval     P1Y2M3DT4H5M6.7S                         IntervalStyle iso_8601
 * }</pre>
 */
final class DateTimeText {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
    private static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
    private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;
    private static final int DAYS_PER_ERA = 146_097;
    private static final int YEARS_PER_ERA = 400;
    /** Days from 0000-03-01 to 2000-01-01 in the proleptic Gregorian calendar. */
    private static final int EPOCH_FROM_MARCH_0000 = 719_468 + PgTimestamp.EPOCH_DAYS;

    private static final int YEAR_DIGITS_MAX = 7;
    private static final int DATE_YEAR_MAX = 5_874_897;
    private static final int TIMESTAMP_YEAR_MAX = 294_276;
    private static final int BC_YEAR_MAX = 4_714;
    private static final String INFINITY = "infinity";
    private static final String MINUS_INFINITY = "-infinity";

    private DateTimeText() {}

    static int parseDate(ByteBuf buffer, int index, int length) {
        if (Ascii.matches(buffer, index, length, INFINITY)) {
            return BinaryValues.DATE_INFINITY;
        }
        if (Ascii.matches(buffer, index, length, MINUS_INFINITY)) {
            return BinaryValues.DATE_MINUS_INFINITY;
        }
        boolean bc = endsWithBc(buffer, index, length);
        int end = bc ? length - 3 : length;
        int yearEnd = yearEnd("date", buffer, index, end);
        long days = days("date", DATE_YEAR_MAX, buffer, index, yearEnd, bc);
        requireEnd("date", yearEnd + 6, end);
        return Math.toIntExact(days);
    }

    static long parseTimestamp(String typeName, ByteBuf buffer, int index, int length, boolean zoned) {
        if (Ascii.matches(buffer, index, length, INFINITY)) {
            return PgTimestamp.INFINITY;
        }
        if (Ascii.matches(buffer, index, length, MINUS_INFINITY)) {
            return PgTimestamp.MINUS_INFINITY;
        }
        boolean bc = endsWithBc(buffer, index, length);
        int end = bc ? length - 3 : length;
        int yearEnd = yearEnd(typeName, buffer, index, end);
        long days = days(typeName, TIMESTAMP_YEAR_MAX, buffer, index, yearEnd, bc);
        int at = yearEnd + 6;
        if (at >= end || buffer.getByte(index + at) != ' ') {
            throw new MalformedValueException(typeName, Math.min(at, end), "expected a time after the date");
        }
        at++;
        int zone = zoned ? zoneStart(typeName, buffer, index, at, end) : end;
        long micros = timeOfDay(typeName, buffer, index, at, zone);
        if (zoned) {
            micros -= zoneSeconds(typeName, buffer, index, zone, end) * MICROS_PER_SECOND;
        }
        return days * MICROS_PER_DAY + micros;
    }

    static long parseTime(ByteBuf buffer, int index, int length) {
        return timeOfDay("time", buffer, index, 0, length);
    }

    private static boolean endsWithBc(ByteBuf buffer, int index, int length) {
        return length > 3 && Ascii.matchesAt(buffer, index + length - 3, " BC");
    }

    private static int yearEnd(String typeName, ByteBuf buffer, int index, int end) {
        int at = 0;
        while (at < end && buffer.getByte(index + at) != '-') {
            at++;
        }
        if (at < 4 || at > YEAR_DIGITS_MAX || end - at < 6) {
            throw new MalformedValueException(typeName, 0, "expected year-month-day");
        }
        return at;
    }

    private static long days(String typeName, int yearMax, ByteBuf buffer, int index, int yearEnd, boolean bc) {
        int year = number(typeName, buffer, index, 0, yearEnd);
        if (year < 1 || year > (bc ? BC_YEAR_MAX : yearMax)) {
            throw new MalformedValueException(typeName, 0, "no such year");
        }
        requireByte(typeName, buffer, index, yearEnd, '-');
        int month = number(typeName, buffer, index, yearEnd + 1, yearEnd + 3);
        requireByte(typeName, buffer, index, yearEnd + 3, '-');
        int day = number(typeName, buffer, index, yearEnd + 4, yearEnd + 6);
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            throw new MalformedValueException(typeName, yearEnd + 1, "no such month or day");
        }
        return daysFromCivil(bc ? 1 - year : year, month, day);
    }

    /** Reads {@code hh:mm:ss[.f]} from {@code at} to {@code end}. */
    private static long timeOfDay(String typeName, ByteBuf buffer, int index, int at, int end) {
        if (end - at < 8) {
            throw new MalformedValueException(typeName, at, "expected hours:minutes:seconds");
        }
        int hours = number(typeName, buffer, index, at, at + 2);
        requireByte(typeName, buffer, index, at + 2, ':');
        int minutes = number(typeName, buffer, index, at + 3, at + 5);
        requireByte(typeName, buffer, index, at + 5, ':');
        int seconds = number(typeName, buffer, index, at + 6, at + 8);
        if (hours > 24 || minutes > 59 || seconds > 60) {
            throw new MalformedValueException(typeName, at, "no such time of day");
        }
        long micros = hours * MICROS_PER_HOUR + minutes * MICROS_PER_MINUTE + seconds * MICROS_PER_SECOND;
        int fraction = at + 8;
        if (fraction == end) {
            return micros;
        }
        requireByte(typeName, buffer, index, fraction, '.');
        int digits = end - fraction - 1;
        if (digits < 1 || digits > 6) {
            throw new MalformedValueException(typeName, fraction, "expected one to six digits after the point");
        }
        long value = number(typeName, buffer, index, fraction + 1, end);
        return micros + value * Decimal64.POWERS_OF_TEN[6 - digits];
    }

    private static int zoneStart(String typeName, ByteBuf buffer, int index, int from, int end) {
        for (int at = from; at < end; at++) {
            byte b = buffer.getByte(index + at);
            if (b == '+' || b == '-') {
                return at;
            }
        }
        throw new MalformedValueException(typeName, end, "expected an offset from UTC");
    }

    /** Reads {@code +hh[:mm[:ss]]}: seconds east of UTC. */
    private static long zoneSeconds(String typeName, ByteBuf buffer, int index, int from, int end) {
        int length = end - from;
        if (length != 3 && length != 6 && length != 9) {
            throw new MalformedValueException(typeName, from, "expected an offset from UTC");
        }
        long seconds = number(typeName, buffer, index, from + 1, from + 3) * 3600L;
        if (length > 3) {
            requireByte(typeName, buffer, index, from + 3, ':');
            seconds += number(typeName, buffer, index, from + 4, from + 6) * 60L;
        }
        if (length > 6) {
            requireByte(typeName, buffer, index, from + 6, ':');
            seconds += number(typeName, buffer, index, from + 7, from + 9);
        }
        return buffer.getByte(index + from) == '-' ? -seconds : seconds;
    }

    private static int number(String typeName, ByteBuf buffer, int index, int from, int to) {
        int value = 0;
        for (int at = from; at < to; at++) {
            int digit = buffer.getByte(index + at) - '0';
            if (digit < 0 || digit > 9) {
                throw new MalformedValueException(typeName, at, "expected a digit");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static void requireByte(String typeName, ByteBuf buffer, int index, int at, char expected) {
        if (buffer.getByte(index + at) != expected) {
            throw new MalformedValueException(typeName, at, "expected '" + expected + "'");
        }
    }

    private static void requireEnd(String typeName, int at, int end) {
        if (at != end) {
            throw new MalformedValueException(typeName, at, "expected the end of the value");
        }
    }

    static void appendDate(int days, Utf8Buffer out) {
        if (days == BinaryValues.DATE_INFINITY || days == BinaryValues.DATE_MINUS_INFINITY) {
            out.append(days > 0 ? INFINITY : MINUS_INFINITY);
            return;
        }
        if (appendCivil(days, out)) {
            out.append(" BC");
        }
    }

    static void appendTimestamp(long micros, boolean zoned, Utf8Buffer out) {
        if (micros == PgTimestamp.INFINITY || micros == PgTimestamp.MINUS_INFINITY) {
            out.append(micros > 0 ? INFINITY : MINUS_INFINITY);
            return;
        }
        boolean bc = appendCivil(Math.floorDiv(micros, MICROS_PER_DAY), out);
        out.append((byte) ' ');
        appendTime(Math.floorMod(micros, MICROS_PER_DAY), out);
        if (zoned) {
            out.append("+00");
        }
        if (bc) {
            out.append(" BC");
        }
    }

    /** @param micros not negative; 24 hours and more are printed as they are */
    static void appendTime(long micros, Utf8Buffer out) {
        out.appendPadded(micros / MICROS_PER_HOUR, 2);
        out.append((byte) ':');
        out.appendPadded(micros / MICROS_PER_MINUTE % 60, 2);
        out.append((byte) ':');
        out.appendPadded(micros / MICROS_PER_SECOND % 60, 2);
        appendFraction(micros % MICROS_PER_SECOND, out);
    }

    /** @param zoneSecondsWest seconds west of UTC, as the binary form of timetz has it */
    static void appendTimeWithZone(long micros, int zoneSecondsWest, Utf8Buffer out) {
        appendTime(micros, out);
        out.append((byte) (zoneSecondsWest <= 0 ? '+' : '-'));
        long offset = Math.abs((long) zoneSecondsWest);
        out.appendPadded(offset / 3600, 2);
        if (offset % 3600 != 0) {
            out.append((byte) ':');
            out.appendPadded(offset / 60 % 60, 2);
        }
        if (offset % 60 != 0) {
            out.append((byte) ':');
            out.appendPadded(offset % 60, 2);
        }
    }

    /** Appends an interval in the style iso_8601; the parts keep their own signs. */
    static void appendInterval(long micros, int days, int months, Utf8Buffer out) {
        if (micros == Long.MAX_VALUE && days == Integer.MAX_VALUE && months == Integer.MAX_VALUE) {
            out.append(INFINITY);
            return;
        }
        if (micros == Long.MIN_VALUE && days == Integer.MIN_VALUE && months == Integer.MIN_VALUE) {
            out.append(MINUS_INFINITY);
            return;
        }
        if (micros == 0 && days == 0 && months == 0) {
            out.append("PT0S");
            return;
        }
        out.append((byte) 'P');
        appendPart(months / 12, 'Y', out);
        appendPart(months % 12, 'M', out);
        appendPart(days, 'D', out);
        if (micros == 0) {
            return;
        }
        out.append((byte) 'T');
        appendPart(micros / MICROS_PER_HOUR, 'H', out);
        appendPart(micros / MICROS_PER_MINUTE % 60, 'M', out);
        long seconds = micros % MICROS_PER_MINUTE;
        if (seconds != 0) {
            if (seconds < 0) {
                out.append((byte) '-');
            }
            out.append(Math.abs(seconds) / MICROS_PER_SECOND);
            appendFraction(Math.abs(seconds) % MICROS_PER_SECOND, out);
            out.append((byte) 'S');
        }
    }

    private static void appendPart(long value, char unit, Utf8Buffer out) {
        if (value != 0) {
            out.append(value);
            out.append((byte) unit);
        }
    }

    private static void appendFraction(long micros, Utf8Buffer out) {
        if (micros == 0) {
            return;
        }
        int digits = 6;
        long rest = micros;
        while (rest % 10 == 0) {
            rest /= 10;
            digits--;
        }
        out.append((byte) '.');
        out.appendPadded(rest, digits);
    }

    /** Appends year-month-day; answers whether the year is before Christ, which goes to the end of the text. */
    private static boolean appendCivil(long daysSince2000, Utf8Buffer out) {
        long shifted = daysSince2000 + EPOCH_FROM_MARCH_0000;
        long era = Math.floorDiv(shifted, DAYS_PER_ERA);
        long dayOfEra = Math.floorMod(shifted, DAYS_PER_ERA);
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long monthFromMarch = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        long year = yearOfEra + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0);
        out.appendPadded(year > 0 ? year : 1 - year, 4);
        out.append((byte) '-');
        out.appendPadded(month, 2);
        out.append((byte) '-');
        out.appendPadded(day, 2);
        return year <= 0;
    }

    private static long daysFromCivil(int year, int month, int day) {
        // Years begin in March here, so that the leap day is the last one.
        long shiftedYear = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(shiftedYear, YEARS_PER_ERA);
        long yearOfEra = Math.floorMod(shiftedYear, YEARS_PER_ERA);
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DAYS_PER_ERA + dayOfEra - EPOCH_FROM_MARCH_0000;
    }
}
