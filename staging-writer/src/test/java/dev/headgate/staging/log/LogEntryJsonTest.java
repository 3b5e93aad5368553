package dev.headgate.staging.log;

import static dev.headgate.staging.log.Entries.COMMIT;
import static dev.headgate.staging.log.Entries.LINEAGE;
import static dev.headgate.staging.log.Entries.ORDERS;
import static dev.headgate.staging.log.Entries.SOURCE;
import static dev.headgate.staging.log.Entries.cdc;
import static dev.headgate.staging.log.Entries.schema;
import static dev.headgate.staging.log.Entries.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.ColumnType.Decimal;
import dev.headgate.staging.schema.ColumnType.ListOf;
import dev.headgate.staging.schema.ColumnType.MapOf;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.ColumnType.StructField;
import dev.headgate.staging.schema.ColumnType.StructOf;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogEntryJsonTest {
    private static final String LOG_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private static final String RANDOM = "00112233aabbccdd";

    @Test
    void an_entry_without_rows_is_this_text() {
        assertThat(text(LogEntryJson.seal(idle(1, null), RANDOM))).isEqualTo("""
                {
                  "version": 1,
                  "log_id": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                  "entry": 1,
                  "commit_id": "1abefce39efa891f083d738fbe21e3dc-00112233aabbccdd",
                  "previous": null,
                  "source": "mfg",
                  "epoch": 1,
                  "lineage": {
                    "system_id": "7301234567890123456",
                    "timeline": 1,
                    "database": "mfg_db",
                    "slot": "headgate_mfg",
                    "publication": "mfg_pub"
                  },
                  "from_lsn": "0/0",
                  "through_lsn": "16/B374D848",
                  "transactions": 0,
                  "committed_at": null,
                  "files": [],
                  "schemas": [],
                  "events": []
                }
                """);
    }

    @Test
    void an_entry_comes_back_equal() {
        LogEntry entry = full();
        SealedEntry sealed = LogEntryJson.seal(entry, RANDOM);
        assertThat(LogEntryJson.decode("x", sealed.bytes())).isEqualTo(sealed.entry());
        assertThat(LogEntryJson.seal(sealed.entry(), RANDOM).bytes()).isEqualTo(sealed.bytes());
        assertThat(sealed.entry().commitId()).matches("[0-9a-f]{32}-" + RANDOM);
    }

    @Test
    void every_column_type_comes_back_equal() {
        List<ColumnType> types = new ArrayList<>(Arrays.asList(Primitive.values()));
        types.add(new Decimal(38, 0));
        types.add(new Decimal(1, 1));
        types.add(new ListOf(new ListOf(Primitive.UUID)));
        types.add(new MapOf(Primitive.STRING, new Decimal(9, 3)));
        types.add(new StructOf(
                List.of(new StructField("list", Primitive.DATE), new StructField("map", new ListOf(Primitive.JSON)))));
        List<Column> columns = new ArrayList<>();
        for (ColumnType type : types) {
            columns.add(new Column("c\"\\\u0000\u00e9\ud83d\ude00" + columns.size(), type, false, null, null));
        }
        SchemaVersion version = new SchemaVersion(
                new TableName("", "a.b", "c/d"),
                2,
                7,
                new TableSchema(columns, List.of(columns.get(1).name())));
        LogEntry entry = withSchemas(List.of(version));
        assertThat(LogEntryJson.decode("x", LogEntryJson.seal(entry, RANDOM).bytes())
                        .schemas())
                .containsExactly(version);
    }

    @Test
    void a_flipped_bit_at_any_place_is_noticed() {
        byte[] bytes = LogEntryJson.seal(full(), RANDOM).bytes();
        for (int i = 0; i < bytes.length * 8; i++) {
            byte[] flipped = bytes.clone();
            flipped[i / 8] ^= (byte) (1 << (i % 8));
            assertThatThrownBy(() -> LogEntryJson.decode("log/1.json", flipped))
                    .as("bit %d", i)
                    .isInstanceOf(LogCorruptException.class)
                    .hasMessageContaining("log/1.json");
        }
    }

    @Test
    void an_entry_cut_anywhere_or_continued_is_noticed() {
        byte[] bytes = LogEntryJson.seal(full(), RANDOM).bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> LogEntryJson.decode("x", cut)).isInstanceOf(LogCorruptException.class);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> LogEntryJson.decode("x", longer)).isInstanceOf(LogCorruptException.class);
    }

    @Test
    void a_field_of_a_later_release_is_ignored_but_covered_by_the_hash() {
        byte[] bytes = edited(text -> text.replace("\"epoch\": 1", "\"new_field\": {\"a\": [1]},\n  \"epoch\": 1"));
        assertThat(LogEntryJson.decode("x", bytes).epoch()).isEqualTo(1);
        bytes[new String(bytes, StandardCharsets.UTF_8).indexOf("new_field")] = 'N';
        assertThatThrownBy(() -> LogEntryJson.decode("x", bytes)).isInstanceOf(LogCorruptException.class);
    }

    @Test
    void another_version_is_named_as_such() {
        byte[] bytes = edited(text -> text.replace("\"version\": 1", "\"version\": 2"));
        assertThatThrownBy(() -> LogEntryJson.decode("log/1.json", bytes))
                .isInstanceOf(UnknownVersionException.class)
                .hasMessageContaining("log/1.json")
                .hasMessageContaining("format version 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"epoch\": 1,=",
                "\"epoch\": 1=\"epoch\": 0",
                "\"epoch\": 1=\"epoch\": 1.5",
                "\"epoch\": 1=\"epoch\": 3000000000",
                "\"epoch\": 1=\"epoch\": \"1\"",
                "\"epoch\": 1=\"epoch\": 1, \"epoch\": 1",
                "\"from_lsn\": \"0/0\"=\"from_lsn\": \"0/000000000\"",
                "\"from_lsn\": \"0/0\"=\"from_lsn\": 0",
                "\"kind\": \"cdc\"=\"kind\": \"CDC\"",
                "\"rows\": 3=\"rows\": 4",
                "\"type\": \"int64\"=\"type\": \"int63\"",
                "\"type\": \"decimal(12,2)\"=\"type\": \"decimal(2,12)\"",
                "\"source\": \"mfg\"=\"source\": null",
                "\"key\": [\"id\"]=\"key\": \"id\"",
                "\"key\": [\"id\"]=\"key\": [\"no\"]",
                "\"events\": [=\"events\": [7,"
            })
    void an_intact_entry_with_a_wrong_field_is_refused(String replacement) {
        String[] parts = replacement.split("=", -1);
        byte[] bytes = edited(text -> text.replace(parts[0], parts[1]));
        assertThatThrownBy(() -> LogEntryJson.decode("log/1.json", bytes)).isInstanceOf(LogCorruptException.class);
    }

    @Test
    void lsn_text_is_unsigned_and_exact() {
        for (long lsn : new long[] {0, 1, 0x16_B374D848L, 0xFFFF_FFFFL, 0x1_0000_0000L, -1, Long.MIN_VALUE}) {
            assertThat(LsnText.parse(LsnText.format(lsn))).isEqualTo(lsn);
        }
        assertThat(LsnText.format(-1)).isEqualTo("FFFFFFFF/FFFFFFFF");
        assertThat(LsnText.format(0x16_B374D848L)).isEqualTo("16/B374D848");
        for (String wrong :
                List.of("", "/", "0", "0/", "/0", "0/-1", "0/0/0", "0/g", "123456789/0", "0/\u0663", "a/0")) {
            assertThatThrownBy(() -> LsnText.parse(wrong)).as(wrong).isInstanceOf(NumberFormatException.class);
        }
    }

    private static String text(SealedEntry sealed) {
        return new String(sealed.bytes(), StandardCharsets.UTF_8);
    }

    /** An entry changed by somebody who also mends the hash. */
    private static byte[] edited(UnaryOperator<String> edit) {
        SealedEntry sealed = LogEntryJson.seal(full(), RANDOM);
        String hash = sealed.entry().commitId().substring(0, 32);
        String before = text(sealed).replace(hash, "0".repeat(32));
        String after = edit.apply(before);
        assertThat(after).isNotEqualTo(before);
        byte[] bytes = after.getBytes(StandardCharsets.UTF_8);
        ContentHash.seal(bytes, "\"commit_id\": \"");
        return bytes;
    }

    private static LogEntry idle(long entry, @Nullable String previous) {
        return new LogEntry(
                1,
                LOG_ID,
                entry,
                "",
                previous,
                SOURCE,
                1,
                LINEAGE,
                0,
                0x16_B374D848L,
                0,
                null,
                null,
                List.of(),
                List.of(),
                List.of());
    }

    private static LogEntry full() {
        return new LogEntry(
                1,
                LOG_ID,
                2,
                "",
                "previous",
                SOURCE,
                1,
                LINEAGE,
                0,
                0x200,
                1,
                COMMIT,
                COMMIT.plusNanos(1_000),
                List.of(cdc("a/b.parquet", 1, 0x180, 3), snapshot("a/c.parquet", 1, 0x80, 4)),
                List.of(schema(1, 1)),
                List.of(LogEvent.refreshFinished(ORDERS, 1, Map.of("rows", "4")), new LogEvent("paused", Map.of())));
    }

    private static LogEntry withSchemas(List<SchemaVersion> schemas) {
        return new LogEntry(
                1, LOG_ID, 2, "", "previous", SOURCE, 1, LINEAGE, 0, 0, 0, null, null, List.of(), schemas, List.of());
    }
}
