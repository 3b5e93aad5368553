package dev.headgate.pgoutput.value;

/** Puts text that has just been appended to a buffer into quotes, where the surrounding notation needs them. */
final class Quoting {
    private Quoting() {}

    /**
     * Array elements: in quotes if empty, equal to NULL in any case, or with a special character; a backslash before quotes
     * and backslashes.
     */
    static void quoteArrayElement(Utf8Buffer out, int from, char delimiter) {
        byte[] array = out.array();
        int length = out.length() - from;
        boolean needed = length == 0 || isNullWord(array, from, length);
        for (int i = from; i < out.length() && !needed; i++) {
            byte b = array[i];
            needed = b == '"' || b == '\\' || b == '{' || b == '}' || b == delimiter || isSpace(b);
        }
        if (needed) {
            out.quote(from, true);
        }
    }

    /** Range bounds: in quotes if empty or with a special character; quotes and backslashes are doubled. */
    static void quoteRangeBound(Utf8Buffer out, int from) {
        byte[] array = out.array();
        boolean needed = out.length() == from;
        for (int i = from; i < out.length() && !needed; i++) {
            byte b = array[i];
            needed = b == '"' || b == '\\' || b == ',' || isBracket(b) || isSpace(b);
        }
        if (needed) {
            out.quote(from, false);
        }
    }

    /** Fields of composite values: as range bounds, but square brackets need no quotes. */
    static void quoteRecordField(Utf8Buffer out, int from) {
        byte[] array = out.array();
        boolean needed = out.length() == from;
        for (int i = from; i < out.length() && !needed; i++) {
            byte b = array[i];
            needed = b == '"' || b == '\\' || b == ',' || b == '(' || b == ')' || isSpace(b);
        }
        if (needed) {
            out.quote(from, false);
        }
    }

    private static boolean isBracket(byte b) {
        return b == '(' || b == ')' || b == '[' || b == ']';
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    private static boolean isNullWord(byte[] array, int from, int length) {
        return length == 4
                && (array[from] | 0x20) == 'n'
                && (array[from + 1] | 0x20) == 'u'
                && (array[from + 2] | 0x20) == 'l'
                && (array[from + 3] | 0x20) == 'l';
    }
}
