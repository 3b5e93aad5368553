package dev.headgate.pgoutput.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {
    @ParameterizedTest
    @ValueSource(strings = {"0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "0/1000000", "1/0"})
    void text_goes_there_and_back(String text) {
        assertThat(Lsn.parse(text)).hasToString(text);
    }

    @Test
    void small_letters_are_read_too() {
        assertThat(Lsn.parse("ab/cd")).isEqualTo(new Lsn(0xAB_0000_00CDL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "1/", "/1", "1", "123456789/0", "0/123456789", "g/0", "0/-1", "0/1 ", "0/1/2", "٣/0"})
    void other_texts_are_refused(String text) {
        assertThatThrownBy(() -> Lsn.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void order_is_unsigned() {
        Lsn low = Lsn.parse("7FFFFFFF/FFFFFFFF");
        Lsn high = Lsn.parse("80000000/0");
        assertThat(low).isLessThan(high);
        assertThat(low.isBefore(high)).isTrue();
        assertThat(high.isAfter(low)).isTrue();
        assertThat(low.isBefore(low)).isFalse();
        assertThat(Lsn.max(low, high)).isSameAs(high);
        assertThat(Lsn.max(high, low)).isSameAs(high);
    }

    @Test
    void postgres_time_begins_in_2000() {
        assertThat(PgTimestamp.toInstant(0)).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
        assertThat(PgTimestamp.toInstant(-1)).isEqualTo(Instant.parse("1999-12-31T23:59:59.999999Z"));
        assertThat(PgTimestamp.fromInstant(Instant.EPOCH)).isEqualTo(-946_684_800_000_000L);
        assertThat(PgTimestamp.fromUnixMicros(PgTimestamp.toUnixMicros(42))).isEqualTo(42);
    }
}
