package dev.headgate.gateway.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Writes a message field by field, in wire order. */
final class MessageBytes {
    private final ByteBuf out = Unpooled.buffer();

    private MessageBytes() {}

    static MessageBytes message(char tag) {
        return new MessageBytes().int8(tag);
    }

    MessageBytes int8(int value) {
        out.writeByte(value);
        return this;
    }

    MessageBytes int16(int value) {
        out.writeShort(value);
        return this;
    }

    MessageBytes int32(int value) {
        out.writeInt(value);
        return this;
    }

    MessageBytes int64(long value) {
        out.writeLong(value);
        return this;
    }

    MessageBytes string(String value) {
        out.writeBytes(value.getBytes(StandardCharsets.UTF_8)).writeByte(0);
        return this;
    }

    /** A key flag, name, type and modifier of a Relation. */
    MessageBytes column(int flags, String name, int typeId) {
        return int8(flags).string(name).int32(typeId).int32(-1);
    }

    MessageBytes text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        int8('t').int32(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    MessageBytes binary(int... bytes) {
        int8('b').int32(bytes.length);
        for (int b : bytes) {
            out.writeByte(b);
        }
        return this;
    }

    MessageBytes nul() {
        return int8('n');
    }

    MessageBytes unchangedToast() {
        return int8('u');
    }

    ByteBuf body() {
        return out;
    }
}
