package dev.headgate.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** A Parquet file as text: metadata, schema, and its first rows, a column a line. */
final class ParquetListing {
    private static final int VALUE_CHARACTERS_MAX = 200;

    private ParquetListing() {}

    static void print(Path file, long rows, PrintWriter out) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            out.println(file + ": " + reader.getRecordCount() + " rows, "
                    + reader.getRowGroups().size() + " row groups");
            Map<String, String> metadata =
                    new TreeMap<>(reader.getFileMetaData().getKeyValueMetaData());
            metadata.forEach((key, value) -> out.println("  " + Text.printable(key) + ": " + Text.printable(value)));
            out.println();
            out.println("columns");
            schema.getFields().forEach(field -> printType(field, "  ", out));
            printRows(reader, schema, rows, out);
        }
    }

    /** As Parquet's own text of a schema, which depends on the locale: in Turkish it has no int64. */
    private static void printType(Type type, String indent, PrintWriter out) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        String physical = type.isPrimitive()
                ? type.asPrimitiveType().getPrimitiveTypeName().name().toLowerCase(Locale.ROOT)
                : "group";
        out.println(indent + type.getRepetition().name().toLowerCase(Locale.ROOT) + " " + physical + " "
                + Text.printable(type.getName())
                + (logical == null ? "" : " (" + logical + ")")
                + (type.getId() == null ? "" : " = " + type.getId().intValue()));
        if (!type.isPrimitive()) {
            type.asGroupType().getFields().forEach(field -> printType(field, indent + "  ", out));
        }
    }

    private static void printRows(ParquetFileReader reader, MessageType schema, long rows, PrintWriter out)
            throws IOException {
        long printed = 0;
        PageReadStore pages = rows > 0 ? reader.readNextRowGroup() : null;
        while (pages != null && printed < rows) {
            RecordReader<Group> records =
                    new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new GroupRecordConverter(schema));
            for (long row = 0; row < pages.getRowCount() && printed < rows; row++) {
                printRow(records.read(), ++printed, out);
            }
            pages = printed < rows ? reader.readNextRowGroup() : null;
        }
    }

    private static void printRow(Group row, long number, PrintWriter out) {
        out.println();
        out.println("row " + number);
        for (int field = 0; field < row.getType().getFieldCount(); field++) {
            Type type = row.getType().getType(field);
            String value = value(row, field, type);
            String shown = value.length() > VALUE_CHARACTERS_MAX
                    ? value.substring(0, VALUE_CHARACTERS_MAX) + "... (" + value.length() + " characters)"
                    : value;
            out.println("  " + Text.printable(type.getName()) + ": " + Text.printable(shown));
        }
    }

    /** All repetitions of a field; null when there is none. */
    private static String value(Group group, int field, Type type) {
        int repetitions = group.getFieldRepetitionCount(field);
        if (repetitions == 0) {
            return type.isRepetition(Type.Repetition.REPEATED) ? "[]" : "null";
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            values.add(
                    type.isPrimitive()
                            ? primitive(group, field, i, type.asPrimitiveType())
                            : nested(group.getGroup(field, i)));
        }
        return type.isRepetition(Type.Repetition.REPEATED) ? values.toString() : values.get(0);
    }

    private static String nested(Group group) {
        List<String> fields = new ArrayList<>();
        for (int field = 0; field < group.getType().getFieldCount(); field++) {
            Type type = group.getType().getType(field);
            fields.add(type.getName() + ": " + value(group, field, type));
        }
        return "{" + String.join(", ", fields) + "}";
    }

    /** Parquet's own text of a logical type: dates as dates, decimals with their point, binaries in hexadecimal. */
    private static String primitive(Group group, int field, int index, PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical == null && type.getPrimitiveTypeName() != PrimitiveType.PrimitiveTypeName.BINARY) {
            return group.getValueToString(field, index);
        }
        return switch (type.getPrimitiveTypeName()) {
            case INT32 -> type.stringifier().stringify(group.getInteger(field, index));
            case INT64 -> type.stringifier().stringify(group.getLong(field, index));
            case BINARY, FIXED_LEN_BYTE_ARRAY -> type.stringifier().stringify(group.getBinary(field, index));
            case BOOLEAN, FLOAT, DOUBLE, INT96 -> group.getValueToString(field, index);
        };
    }
}
