package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Text of values of composite types; {@link RecordCursor} draws the layout. */
final class RecordText {
    private RecordText() {}

    static void append(List<ComposedText.Field> fields, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("record", buffer, index, length);
        int count = reader.readCount();
        out.append((byte) '(');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append((byte) ',');
            }
            int typeOid = reader.readInt();
            int fieldLength = reader.readInt();
            if (fieldLength != -1) {
                int from = out.length();
                TextRenderer renderer = renderer(fields, i, typeOid, reader);
                renderer.append(buffer, reader.skip(fieldLength), fieldLength, out);
                Quoting.quoteRecordField(out, from);
            }
        }
        out.append((byte) ')');
        reader.requireFullyRead();
    }

    /** A value that is older than what the catalog says of its type may have other fields: they name their types. */
    private static TextRenderer renderer(List<ComposedText.Field> fields, int field, int typeOid, ValueReader reader) {
        if (field < fields.size() && fields.get(field).typeOid() == typeOid) {
            return fields.get(field).renderer();
        }
        if (!ValueText.rendersBinary(typeOid)) {
            throw reader.malformed("a field of an unknown type");
        }
        return ValueText.of(typeOid);
    }
}
