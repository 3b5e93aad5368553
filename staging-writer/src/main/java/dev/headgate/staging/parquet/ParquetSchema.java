package dev.headgate.staging.parquet;

import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.TableSchema;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * The Parquet schema of a staged table.
 *
 * <pre>
 * BOOLEAN                 boolean
 * INT16 INT32 INT64       int32 INTEGER(16,true)   int32   int64
 * FLOAT DOUBLE            float   double
 * STRING JSON BINARY      binary STRING   binary JSON   binary
 * DATE                    int32 DATE
 * TIMESTAMP_LOCAL _UTC    int64 TIMESTAMP(MICROS, false)   int64 TIMESTAMP(MICROS, true)
 * TIME                    int64 TIME(MICROS, false)
 * UUID                    fixed(16) UUID
 * DECIMAL(p,s)            p up to 9: int32, up to 18: int64, else fixed(16)
 * LIST                    optional group (LIST) { repeated group list { optional E element } }
 * STRUCT                  optional group { optional F field ... }
 * MAP                     optional group (MAP) { repeated group key_value { required K key; optional V value } }
 * </pre>
 *
 * Spec: parquet-format, "LogicalTypes".
 */
final class ParquetSchema {
    private static final int MAX_INT_PRECISION = 9;

    private ParquetSchema() {}

    static MessageType of(TableSchema schema) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        for (Column column : schema.columns()) {
            Repetition repetition = column.required() ? Repetition.REQUIRED : Repetition.OPTIONAL;
            Type field = field(column.name(), column.type(), repetition);
            message.addField(column.fieldId() == null ? field : field.withId(column.fieldId()));
        }
        return message.named("row");
    }

    private static Type field(String name, ColumnType type, Repetition repetition) {
        if (type instanceof ColumnType.Primitive primitive) {
            return primitive(name, primitive, repetition);
        }
        if (type instanceof ColumnType.Decimal decimal) {
            return decimal(name, decimal, repetition);
        }
        if (type instanceof ColumnType.ListOf list) {
            Type element = field("element", list.element(), Repetition.OPTIONAL);
            Type repeated = Types.repeatedGroup().addField(element).named("list");
            return Types.buildGroup(repetition)
                    .as(LogicalTypeAnnotation.listType())
                    .addField(repeated)
                    .named(name);
        }
        if (type instanceof ColumnType.StructOf struct) {
            Types.GroupBuilder<?> group = Types.buildGroup(repetition);
            for (ColumnType.StructField field : struct.fields()) {
                group.addField(field(field.name(), field.type(), Repetition.OPTIONAL));
            }
            return (Type) group.named(name);
        }
        ColumnType.MapOf map = (ColumnType.MapOf) type;
        Type keyValue = Types.repeatedGroup()
                .addField(field("key", map.key(), Repetition.REQUIRED))
                .addField(field("value", map.value(), Repetition.OPTIONAL))
                .named("key_value");
        return Types.buildGroup(repetition)
                .as(LogicalTypeAnnotation.mapType())
                .addField(keyValue)
                .named(name);
    }

    private static Type primitive(String name, ColumnType.Primitive type, Repetition repetition) {
        return switch (type) {
            case BOOLEAN ->
                Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
            case INT16 ->
                Types.primitive(PrimitiveTypeName.INT32, repetition)
                        .as(LogicalTypeAnnotation.intType(16, true))
                        .named(name);
            case INT32 -> Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
            case INT64 -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
            case FLOAT -> Types.primitive(PrimitiveTypeName.FLOAT, repetition).named(name);
            case DOUBLE -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
            case STRING -> binary(name, repetition, LogicalTypeAnnotation.stringType());
            case JSON -> binary(name, repetition, LogicalTypeAnnotation.jsonType());
            case BINARY -> Types.primitive(PrimitiveTypeName.BINARY, repetition).named(name);
            case DATE ->
                Types.primitive(PrimitiveTypeName.INT32, repetition)
                        .as(LogicalTypeAnnotation.dateType())
                        .named(name);
            case TIMESTAMP_LOCAL ->
                int64(name, repetition, LogicalTypeAnnotation.timestampType(false, TimeUnit.MICROS));
            case TIMESTAMP_UTC -> int64(name, repetition, LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS));
            case TIME -> int64(name, repetition, LogicalTypeAnnotation.timeType(false, TimeUnit.MICROS));
            case UUID ->
                Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                        .length(16)
                        .as(LogicalTypeAnnotation.uuidType())
                        .named(name);
        };
    }

    private static Type binary(String name, Repetition repetition, LogicalTypeAnnotation annotation) {
        return Types.primitive(PrimitiveTypeName.BINARY, repetition)
                .as(annotation)
                .named(name);
    }

    private static Type int64(String name, Repetition repetition, LogicalTypeAnnotation annotation) {
        return Types.primitive(PrimitiveTypeName.INT64, repetition)
                .as(annotation)
                .named(name);
    }

    private static Type decimal(String name, ColumnType.Decimal decimal, Repetition repetition) {
        LogicalTypeAnnotation annotation = LogicalTypeAnnotation.decimalType(decimal.scale(), decimal.precision());
        if (decimal.fitsLong()) {
            PrimitiveTypeName physical =
                    decimal.precision() <= MAX_INT_PRECISION ? PrimitiveTypeName.INT32 : PrimitiveTypeName.INT64;
            return Types.primitive(physical, repetition).as(annotation).named(name);
        }
        return Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                .length(16)
                .as(annotation)
                .named(name);
    }
}
