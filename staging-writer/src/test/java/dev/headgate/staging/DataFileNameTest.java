package dev.headgate.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.staging.schema.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFileNameTest {
    private static final TableName ORDERS = new TableName("lake", "public", "orders/2024");

    @Test
    void path_has_table_generation_and_the_four_parts_of_the_name() {
        DataFileName name = new DataFileName(0x1600000000L, 42, 3, 0x1f2e3d4c);
        assertThat(name.path(ORDERS, 1))
                .isEqualTo("lake/public/orders%2F2024/g000001/"
                        + "0000001600000000-00000000000000000042-000003-1f2e3d4c.parquet");
    }

    @Test
    void largest_numbers_are_read_back() {
        DataFileName name = new DataFileName(-1L, Long.MAX_VALUE, 999_999, -1);
        assertThat(name.fileName()).isEqualTo("ffffffffffffffff-09223372036854775807-999999-ffffffff.parquet");
        assertThat(DataFileName.parse(name.path(ORDERS, 1_234_567))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x.parquet",
                "ffffffffffffffff-09223372036854775807-999999-ffffffff.parquet.tmp",
                "FFFFFFFFFFFFFFFF-00000000000000000001-000001-ffffffff.parquet",
                "ffffffffffffffff-99999999999999999999-000001-ffffffff.parquet",
                "ffffffffffffffff-00000000000000000001-9999999999-ffffffff.parquet",
            })
    void other_names_are_refused(String path) {
        assertThatThrownBy(() -> DataFileName.parse(path)).isInstanceOf(IllegalArgumentException.class);
        assertThat(DataFileName.matches(path)).isFalse();
    }

    @Test
    void generations_count_from_one() {
        assertThatThrownBy(() -> DataFileName.directory(ORDERS, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
