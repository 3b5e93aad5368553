package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;

public final class ValueText {
    private ValueText() {}

    public static boolean rendersBinary(int typeOid) {
        return typeOid == 25;
    }

    public static void append(int typeOid, int typeModifier, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        out.append(buffer, index, length);
    }
}
