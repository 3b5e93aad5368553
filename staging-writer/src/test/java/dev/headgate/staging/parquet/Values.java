package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.DoubleVector;
import dev.headgate.staging.batch.ListVector;
import dev.headgate.staging.batch.LongVector;
import dev.headgate.staging.batch.StructVector;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.ColumnType.Primitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Struct;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values of a column type in one plain form: Long, Double, String (text, hex of binary values), List for lists, structs
 * and maps (a map is a list of two-element lists). What goes into a vector and what DuckDB gives back are both brought to it.
 */
final class Values {
    private static final List<Primitive> PRIMITIVES = List.of(Primitive.values());

    private Values() {}

    static ColumnType randomType(Random random, int depth) {
        int kinds = depth > 0 ? PRIMITIVES.size() + 7 : PRIMITIVES.size() + 3;
        int kind = random.nextInt(kinds);
        if (kind < PRIMITIVES.size()) {
            return PRIMITIVES.get(kind);
        }
        return switch (kind - PRIMITIVES.size()) {
            case 0 -> new ColumnType.Decimal(1 + random.nextInt(9), 0);
            case 1 -> new ColumnType.Decimal(12, 2);
            case 2 -> new ColumnType.Decimal(38, random.nextInt(39));
            case 3, 4 -> new ColumnType.ListOf(randomType(random, depth - 1));
            case 5 -> {
                List<ColumnType.StructField> fields = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    fields.add(new ColumnType.StructField("f" + i, randomType(random, depth - 1)));
                }
                yield new ColumnType.StructOf(fields);
            }
            default -> new ColumnType.MapOf(Primitive.INT64, randomType(random, depth - 1));
        };
    }

    /** A random value, null with the given chance; {@code distinct} bounds how many different ones a leaf has. */
    static @Nullable Object random(Random random, ColumnType type, double nullChance, int distinct) {
        if (random.nextDouble() < nullChance) {
            return null;
        }
        if (type instanceof ColumnType.ListOf list) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(random(random, list.element(), nullChance, distinct));
            }
            return elements;
        }
        if (type instanceof ColumnType.StructOf struct) {
            List<@Nullable Object> fields = new ArrayList<>();
            for (ColumnType.StructField field : struct.fields()) {
                fields.add(random(random, field.type(), nullChance, distinct));
            }
            return fields;
        }
        if (type instanceof ColumnType.MapOf map) {
            List<@Nullable Object> entries = new ArrayList<>();
            for (long key = random.nextInt(4); key > 0; key--) {
                entries.add(Arrays.asList(key, random(random, map.value(), nullChance, distinct)));
            }
            return entries;
        }
        return leaf(new Random(random.nextInt(distinct) * 31L + type.toString().hashCode()), type);
    }

    private static Object leaf(Random random, ColumnType type) {
        if (type instanceof ColumnType.Decimal decimal) {
            BigInteger limit = BigInteger.TEN.pow(decimal.precision());
            BigInteger unscaled = new BigInteger(130, random).mod(limit);
            return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), decimal.scale()).toPlainString();
        }
        return switch ((Primitive) type) {
            case BOOLEAN -> (long) random.nextInt(2);
            case INT16 -> (long) (short) random.nextInt();
            case INT32 -> (long) random.nextInt();
            case INT64 -> random.nextLong();
            case FLOAT -> (double) (float) random.nextGaussian();
            case DOUBLE -> random.nextGaussian() * 1e100;
            case STRING -> text(random);
            case JSON -> "{\"v\": \"" + text(random) + "\"}";
            case BINARY -> hex(bytes(random, random.nextInt(40)));
            case UUID -> hex(bytes(random, 16));
            case DATE -> (long) random.nextInt(40_000) - 10_000;
            case TIMESTAMP_LOCAL -> random.nextLong() % 4_000_000_000_000_000L;
            case TIMESTAMP_UTC -> awayFromClockChanges(random.nextLong() % 4_000_000_000_000_000L);
            case TIME -> Math.floorMod(random.nextLong(), 86_400_000_000L);
        };
    }

    /** DuckDB's driver goes through the zone of this JVM and is an hour off near its clock changes. */
    private static long awayFromClockChanges(long micros) {
        Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        ZoneRules rules = ZoneId.systemDefault().getRules();
        Duration day = Duration.ofDays(1);
        boolean changes = !rules.getOffset(instant.minus(day)).equals(rules.getOffset(instant.plus(day)));
        return changes ? micros + Duration.ofDays(3).toNanos() / 1000 : micros;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(Random random) {
        int[] alphabet = {'a', 'b', 'Z', '0', ' ', 0xE9, 0x20AC, 0x1F600, 0x7F};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static void append(ColumnVector vector, ColumnType type, @Nullable Object value) {
        if (value == null) {
            vector.appendNull();
        } else if (type instanceof ColumnType.ListOf list) {
            ListVector lists = (ListVector) vector;
            for (Object element : (List<?>) value) {
                append(lists.element(), list.element(), element);
            }
            lists.endList();
        } else if (type instanceof ColumnType.StructOf struct) {
            appendFields((StructVector) vector, struct, (List<?>) value);
        } else if (type instanceof ColumnType.MapOf map) {
            ColumnType.StructOf entry = new ColumnType.StructOf(List.of(
                    new ColumnType.StructField("key", map.key()), new ColumnType.StructField("value", map.value())));
            ListVector lists = (ListVector) vector;
            for (Object element : (List<?>) value) {
                appendFields((StructVector) lists.element(), entry, (List<?>) element);
            }
            lists.endList();
        } else {
            appendLeaf(vector, type, value);
        }
    }

    private static void appendFields(StructVector vector, ColumnType.StructOf struct, List<?> values) {
        for (int i = 0; i < values.size(); i++) {
            append(vector.field(i), struct.fields().get(i).type(), values.get(i));
        }
        vector.endStruct();
    }

    private static void appendLeaf(ColumnVector vector, ColumnType type, Object value) {
        if (vector instanceof DoubleVector doubles) {
            doubles.append((Double) value);
        } else if (type instanceof ColumnType.Decimal) {
            BigInteger unscaled = new BigDecimal((String) value).unscaledValue();
            if (vector instanceof LongVector longs) {
                longs.append(unscaled.longValueExact());
            } else {
                byte[] wide = new byte[16];
                Arrays.fill(wide, (byte) unscaled.signum() < 0 ? (byte) -1 : 0);
                byte[] bytes = unscaled.toByteArray();
                System.arraycopy(bytes, 0, wide, 16 - bytes.length, bytes.length);
                ((BytesVector) vector).append(wide, 0, 16);
            }
        } else if (vector instanceof LongVector longs) {
            longs.append((Long) value);
        } else {
            boolean text = type == Primitive.STRING || type == Primitive.JSON;
            byte[] bytes = text
                    ? ((String) value).getBytes(StandardCharsets.UTF_8)
                    : HexFormat.of().parseHex((String) value);
            ((BytesVector) vector).append(bytes, 0, bytes.length);
        }
    }

    /** What DuckDB's driver returned for a column of this type. */
    static @Nullable Object fromDuckDb(ColumnType type, @Nullable Object value) throws SQLException {
        if (value == null) {
            return null;
        }
        if (type instanceof ColumnType.ListOf list) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (Object element : (Object[]) ((Array) value).getArray()) {
                elements.add(fromDuckDb(list.element(), element));
            }
            return elements;
        }
        if (type instanceof ColumnType.StructOf struct) {
            Object[] attributes = ((Struct) value).getAttributes();
            List<@Nullable Object> fields = new ArrayList<>();
            for (int i = 0; i < attributes.length; i++) {
                fields.add(fromDuckDb(struct.fields().get(i).type(), attributes[i]));
            }
            return fields;
        }
        if (type instanceof ColumnType.MapOf map) {
            List<@Nullable Object> entries = new ArrayList<>();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                entries.add(Arrays.asList(
                        fromDuckDb(map.key(), entry.getKey()), fromDuckDb(map.value(), entry.getValue())));
            }
            return entries;
        }
        return leafFromDuckDb(type, value);
    }

    private static Object leafFromDuckDb(ColumnType type, Object value) throws SQLException {
        if (type instanceof ColumnType.Decimal) {
            return ((BigDecimal) value).toPlainString();
        }
        return switch ((Primitive) type) {
            case BOOLEAN -> (Boolean) value ? 1L : 0L;
            case INT16, INT32, INT64 -> ((Number) value).longValue();
            case FLOAT, DOUBLE -> ((Number) value).doubleValue();
            case STRING, JSON -> value.toString();
            case BINARY -> hex(((Blob) value).getBytes(1, (int) ((Blob) value).length()));
            case UUID -> ((UUID) value).toString().replace("-", "");
            case DATE -> ((LocalDate) value).toEpochDay();
            case TIMESTAMP_LOCAL ->
                micros((value instanceof java.sql.Timestamp t ? t.toLocalDateTime() : (LocalDateTime) value)
                        .toInstant(ZoneOffset.UTC));
            case TIMESTAMP_UTC -> micros(((OffsetDateTime) value).toInstant());
            case TIME -> Duration.between(LocalTime.MIDNIGHT, (LocalTime) value).toNanos() / 1000;
        };
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
