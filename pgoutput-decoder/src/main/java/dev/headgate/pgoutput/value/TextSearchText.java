package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;

/**
 * Text of tsvector and tsquery.
 *
 * <pre>{@code
 * tsvector   count i32 | { lexeme, zero byte | positions u16 | { weight 2 bits, position 14 bits } }
 * tsquery    count i32 | { item }, operators before their operands, the right operand first
 *   operand  1 | weights u8 | is prefix u8 | lexeme, zero byte
 *   operator 2 | 1 not, 2 and, 3 or, 4 phrase [ | distance u16 ]
 * }</pre>
 */
final class TextSearchText {
    private static final int OPERAND = 1;
    private static final int OPERATOR = 2;
    private static final int NOT = 1;
    private static final int AND = 2;
    private static final int OR = 3;
    private static final int PHRASE = 4;
    private static final int OUTERMOST_PRIORITY = -1;
    private static final int POSITION_MASK = 0x3FFF;
    /** PostgreSQL has its own stack limit; this one keeps a hostile value from ours. */
    private static final int DEPTH_MAX = 2000;

    private TextSearchText() {}

    static void appendVector(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("tsvector", buffer, index, length);
        int count = reader.readCount();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append((byte) ' ');
            }
            appendLexeme(reader, out);
            int positions = reader.readUnsignedShort();
            for (int p = 0; p < positions; p++) {
                int entry = reader.readUnsignedShort();
                out.append((byte) (p == 0 ? ':' : ','));
                out.append(entry & POSITION_MASK);
                int weight = entry >>> 14;
                if (weight > 0) {
                    out.append((byte) ('D' - weight));
                }
            }
        }
        reader.requireFullyRead();
    }

    static void appendQuery(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("tsquery", buffer, index, length);
        if (reader.readCount() > 0) {
            appendItem(reader, OUTERMOST_PRIORITY, false, DEPTH_MAX, out);
        }
        reader.requireFullyRead();
    }

    private static void appendItem(
            ValueReader reader, int parentPriority, boolean rightOfPhrase, int depthLeft, Utf8Buffer out) {
        if (isOperand(reader, depthLeft)) {
            appendOperand(reader, out);
            return;
        }
        int operator = reader.readUnsignedByte();
        int priority = priority(reader, operator);
        boolean parentheses = priority < parentPriority || (operator == PHRASE && rightOfPhrase);
        if (parentheses) {
            out.append("( ");
        }
        if (operator == NOT) {
            out.append((byte) '!');
            appendItem(reader, priority, false, depthLeft - 1, out);
        } else {
            int distance = operator == PHRASE ? reader.readUnsignedShort() : 0;
            int right = reader.position();
            skipItem(reader, depthLeft - 1);
            appendItem(reader, priority, false, depthLeft - 1, out);
            int end = reader.position();
            appendOperator(operator, distance, out);
            reader.position(right);
            appendItem(reader, priority, operator == PHRASE, depthLeft - 1, out);
            reader.position(end);
        }
        if (parentheses) {
            out.append(" )");
        }
    }

    private static void appendOperator(int operator, int distance, Utf8Buffer out) {
        if (operator == AND) {
            out.append(" & ");
        } else if (operator == OR) {
            out.append(" | ");
        } else if (distance == 1) {
            out.append(" <-> ");
        } else {
            out.append(" <");
            out.append(distance);
            out.append("> ");
        }
    }

    private static void skipItem(ValueReader reader, int depthLeft) {
        if (isOperand(reader, depthLeft)) {
            reader.skip(2);
            reader.skipString();
            return;
        }
        int operator = reader.readUnsignedByte();
        priority(reader, operator);
        if (operator == PHRASE) {
            reader.skip(Short.BYTES);
        }
        if (operator != NOT) {
            skipItem(reader, depthLeft - 1);
        }
        skipItem(reader, depthLeft - 1);
    }

    private static boolean isOperand(ValueReader reader, int depthLeft) {
        if (depthLeft == 0) {
            throw reader.malformed("operators are nested deeper than " + DEPTH_MAX);
        }
        int kind = reader.readUnsignedByte();
        if (kind != OPERAND && kind != OPERATOR) {
            throw reader.malformed("unknown kind of item " + kind);
        }
        return kind == OPERAND;
    }

    private static int priority(ValueReader reader, int operator) {
        return switch (operator) {
            case NOT -> 4;
            case PHRASE -> 3;
            case AND -> 2;
            case OR -> 1;
            default -> throw reader.malformed("unknown operator " + operator);
        };
    }

    private static void appendOperand(ValueReader reader, Utf8Buffer out) {
        int weights = reader.readUnsignedByte();
        boolean prefix = reader.readUnsignedByte() != 0;
        appendLexeme(reader, out);
        if (weights == 0 && !prefix) {
            return;
        }
        out.append((byte) ':');
        if (prefix) {
            out.append((byte) '*');
        }
        for (int weight = 3; weight >= 0; weight--) {
            if ((weights >> weight & 1) != 0) {
                out.append((byte) ('D' - weight));
            }
        }
    }

    private static void appendLexeme(ValueReader reader, Utf8Buffer out) {
        int from = reader.position();
        int length = reader.skipString();
        out.append((byte) '\'');
        for (int i = 0; i < length; i++) {
            byte b = reader.buffer().getByte(from + i);
            if (b == '\'' || b == '\\') {
                out.append(b);
            }
            out.append(b);
        }
        out.append((byte) '\'');
    }
}
