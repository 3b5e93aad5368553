package dev.headgate.pgoutput;

import static dev.headgate.pgoutput.MessageBytes.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.pgoutput.capture.MessageRecorder;
import dev.headgate.pgoutput.error.MalformedMessageException;
import dev.headgate.pgoutput.error.PgOutputException;
import dev.headgate.pgoutput.error.ProtocolOrderException;
import dev.headgate.pgoutput.error.UnknownMessageException;
import dev.headgate.pgoutput.message.Begin;
import dev.headgate.pgoutput.message.BeginPrepare;
import dev.headgate.pgoutput.message.Commit;
import dev.headgate.pgoutput.message.CommitPrepared;
import dev.headgate.pgoutput.message.Delete;
import dev.headgate.pgoutput.message.Insert;
import dev.headgate.pgoutput.message.LogicalMessage;
import dev.headgate.pgoutput.message.Origin;
import dev.headgate.pgoutput.message.PgOutputMessage;
import dev.headgate.pgoutput.message.Prepare;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.message.RelationColumn;
import dev.headgate.pgoutput.message.RollbackPrepared;
import dev.headgate.pgoutput.message.StreamAbort;
import dev.headgate.pgoutput.message.StreamCommit;
import dev.headgate.pgoutput.message.StreamPrepare;
import dev.headgate.pgoutput.message.StreamStart;
import dev.headgate.pgoutput.message.StreamStop;
import dev.headgate.pgoutput.message.Truncate;
import dev.headgate.pgoutput.message.Tuple;
import dev.headgate.pgoutput.message.TupleValue;
import dev.headgate.pgoutput.message.TypeDeclaration;
import dev.headgate.pgoutput.message.Update;
import dev.headgate.pgoutput.type.OldTupleKind;
import dev.headgate.pgoutput.type.ProtocolVersion;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import dev.headgate.pgoutput.type.Streaming;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PgOutputDecoderTest {
    private static final int TABLE = 16_384;
    private static final Relation PEOPLE = new Relation(
            TABLE,
            "public",
            "people",
            ReplicaIdentity.DEFAULT,
            List.of(new RelationColumn(true, "id", 23, -1), new RelationColumn(false, "name", 25, -1)));

    private final MessageRecorder recorder = new MessageRecorder();
    private final PgOutputDecoder decoder =
            new PgOutputDecoder(new DecoderOptions(ProtocolVersion.V4, Streaming.PARALLEL));

    private void decode(MessageBytes message) {
        decoder.decode(message.body(), recorder);
    }

    private PgOutputMessage last() {
        List<PgOutputMessage> messages = recorder.messages();
        return messages.get(messages.size() - 1);
    }

    private void begin() {
        decode(message('B').int64(0x16_0000_0001L).int64(700_000_000_000_000L).int32(733));
    }

    private static MessageBytes people() {
        return message('R')
                .int32(TABLE)
                .string("public")
                .string("people")
                .int8('d')
                .int16(2)
                .column(1, "id", 23)
                .column(0, "name", 25);
    }

    private void beginWithPeople() {
        begin();
        decode(people());
    }

    @Test
    void begin_carries_final_lsn_commit_time_and_xid() {
        begin();
        assertThat(last()).isEqualTo(new Begin(0x16_0000_0001L, 700_000_000_000_000L, 733));
    }

    @Test
    void commit_carries_both_lsns() {
        begin();
        decode(message('C')
                .int8(0)
                .int64(0x16_0000_0001L)
                .int64(0x16_0000_0031L)
                .int64(7));
        assertThat(last()).isEqualTo(new Commit(0, 0x16_0000_0001L, 0x16_0000_0031L, 7));
    }

    @Test
    void commit_with_flags_that_no_version_has_is_malformed() {
        begin();
        assertThatThrownBy(() -> decode(message('C').int8(4).int64(1).int64(2).int64(3)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("message 'C', Commit.flags at byte 1: unknown flags 4");
    }

    @Test
    void origin_names_the_other_server() {
        begin();
        decode(message('O').int64(0x16_B374_D848L).string("elsewhere"));
        assertThat(last()).isEqualTo(new Origin(0x16_B374_D848L, "elsewhere"));
    }

    @Test
    void relation_lists_the_columns_of_a_table() {
        beginWithPeople();
        assertThat(last()).isEqualTo(PEOPLE);
    }

    @Test
    void an_empty_namespace_means_pg_catalog() {
        begin();
        decode(message('R').int32(1259).string("").string("pg_class").int8('n').int16(0));
        assertThat(last()).isEqualTo(new Relation(1259, "pg_catalog", "pg_class", ReplicaIdentity.NOTHING, List.of()));
        decode(message('Y').int32(23).string("").string("int4"));
        assertThat(last()).isEqualTo(new TypeDeclaration(23, "pg_catalog", "int4"));
    }

    @Test
    void a_relation_repeated_without_change_is_the_same_instance() {
        beginWithPeople();
        decode(people());
        decode(message('R')
                .int32(TABLE)
                .string("public")
                .string("people")
                .int8('f')
                .int16(0));
        List<PgOutputMessage> messages = recorder.messages();
        assertThat(messages.get(2)).isSameAs(messages.get(1));
        assertThat(messages.get(3)).isNotEqualTo(messages.get(1));
    }

    @Test
    void many_relations_are_kept_apart() {
        begin();
        for (int id = 0; id < 5000; id++) {
            decode(message('R')
                    .int32(id * 8)
                    .string("s")
                    .string("t" + id)
                    .int8('d')
                    .int16(1)
                    .column(1, "c", 23));
        }
        for (int id = 0; id < 5000; id++) {
            decode(message('T').int32(1).int8(0).int32(id * 8));
            assertThat(((Truncate) last()).relations().get(0).name()).isEqualTo("t" + id);
        }
    }

    @Test
    void a_column_count_above_the_signed_range_is_read_as_unsigned() {
        begin();
        MessageBytes wide =
                message('R').int32(TABLE).string("s").string("t").int8('d').int16(40_000);
        for (int i = 0; i < 40_000; i++) {
            wide.column(0, "c", 23);
        }
        decode(wide);
        MessageBytes row = message('I').int32(TABLE).int8('N').int16(40_000);
        for (int i = 0; i < 40_000; i++) {
            row.nul();
        }
        decode(row);
        assertThat(((Insert) last()).newTuple().values()).hasSize(40_000);
    }

    @Test
    void type_names_a_type_that_is_not_built_in() {
        begin();
        decode(message('Y').int32(16_390).string("public").string("mood"));
        assertThat(last()).isEqualTo(new TypeDeclaration(16_390, "public", "mood"));
    }

    @Test
    void insert_carries_text_binary_null_and_unchanged_columns() {
        beginWithPeople();
        decode(message('I').int32(TABLE).int8('N').int16(2).binary(0, 0, 0, 7).text("Zoë"));
        assertThat(last())
                .isEqualTo(new Insert(
                        0, TABLE, Tuple.of(TupleValue.binary(new byte[] {0, 0, 0, 7}), TupleValue.text("Zoë"))));
        decode(message('I').int32(TABLE).int8('N').int16(2).nul().unchangedToast());
        assertThat(last()).isEqualTo(new Insert(0, TABLE, Tuple.of(TupleValue.NULL, TupleValue.UNCHANGED_TOAST)));
    }

    @Test
    void an_empty_text_is_not_null() {
        beginWithPeople();
        decode(message('I').int32(TABLE).int8('N').int16(2).text("7").text(""));
        assertThat(last()).isEqualTo(new Insert(0, TABLE, Tuple.of(TupleValue.text("7"), TupleValue.text(""))));
    }

    @Test
    void update_that_leaves_the_key_alone_has_no_old_tuple() {
        beginWithPeople();
        decode(message('U').int32(TABLE).int8('N').int16(2).text("7").unchangedToast());
        assertThat(last())
                .isEqualTo(new Update(
                        0,
                        TABLE,
                        OldTupleKind.NONE,
                        Tuple.EMPTY,
                        Tuple.of(TupleValue.text("7"), TupleValue.UNCHANGED_TOAST)));
    }

    @Test
    void update_without_full_identity_carries_only_key_columns() {
        beginWithPeople();
        decode(message('U')
                .int32(TABLE)
                .int8('K')
                .int16(2)
                .text("6")
                .nul()
                .int8('N')
                .int16(2)
                .text("7")
                .text("x"));
        assertThat(last())
                .isEqualTo(new Update(
                        0,
                        TABLE,
                        OldTupleKind.KEY,
                        Tuple.of(TupleValue.text("6"), TupleValue.NULL),
                        Tuple.of(TupleValue.text("7"), TupleValue.text("x"))));
    }

    @Test
    void update_with_full_identity_carries_the_whole_old_row() {
        beginWithPeople();
        decode(message('U')
                .int32(TABLE)
                .int8('O')
                .int16(2)
                .text("6")
                .text("w")
                .int8('N')
                .int16(2)
                .text("7")
                .text("x"));
        assertThat(last())
                .isEqualTo(new Update(
                        0,
                        TABLE,
                        OldTupleKind.FULL,
                        Tuple.of(TupleValue.text("6"), TupleValue.text("w")),
                        Tuple.of(TupleValue.text("7"), TupleValue.text("x"))));
    }

    @Test
    void an_old_tuple_does_not_survive_into_the_next_update() {
        update_with_full_identity_carries_the_whole_old_row();
        decode(message('U').int32(TABLE).int8('N').int16(2).text("7").text("x"));
        assertThat(((Update) last()).oldTuple()).isEqualTo(Tuple.EMPTY);
    }

    @Test
    void delete_carries_the_key_or_the_whole_row() {
        beginWithPeople();
        decode(message('D').int32(TABLE).int8('K').int16(2).text("7").nul());
        assertThat(last())
                .isEqualTo(new Delete(0, TABLE, OldTupleKind.KEY, Tuple.of(TupleValue.text("7"), TupleValue.NULL)));
        decode(message('D').int32(TABLE).int8('O').int16(2).text("7").text("x"));
        assertThat(last())
                .isEqualTo(
                        new Delete(0, TABLE, OldTupleKind.FULL, Tuple.of(TupleValue.text("7"), TupleValue.text("x"))));
    }

    @Test
    void truncate_resolves_its_relations_and_options() {
        beginWithPeople();
        decode(message('T').int32(1).int8(3).int32(TABLE));
        assertThat(last()).isEqualTo(new Truncate(0, List.of(PEOPLE), true, true));
    }

    @Test
    void a_message_outside_of_a_transaction_is_not_transactional() {
        decode(message('M').int8(0).int64(0x10).string("mark").int32(2).int8(1).int8(0xFF));
        assertThat(last()).isEqualTo(new LogicalMessage(0, false, 0x10, "mark", new byte[] {1, -1}));
    }

    @Test
    void a_transactional_message_outside_of_a_transaction_is_out_of_order() {
        assertThatThrownBy(() ->
                        decode(message('M').int8(1).int64(0x10).string("mark").int32(0)))
                .isInstanceOf(ProtocolOrderException.class);
    }

    @Test
    void rows_in_a_streamed_block_carry_their_subtransaction() {
        decode(message('S').int32(900).int8(1));
        decode(message('R')
                .int32(900)
                .int32(TABLE)
                .string("public")
                .string("people")
                .int8('d')
                .int16(1)
                .column(1, "id", 23));
        decode(message('I').int32(901).int32(TABLE).int8('N').int16(1).text("7"));
        decode(message('E'));
        decode(message('c').int32(900).int8(0).int64(1).int64(2).int64(3));
        List<PgOutputMessage> messages = recorder.messages();
        assertThat(messages.get(0)).isEqualTo(new StreamStart(900, true));
        assertThat(messages.get(2)).isEqualTo(new Insert(901, TABLE, Tuple.of(TupleValue.text("7"))));
        assertThat(messages.get(3)).isEqualTo(new StreamStop());
        assertThat(messages.get(4)).isEqualTo(new StreamCommit(900, 0, 1, 2, 3));
    }

    @Test
    void a_relation_of_a_streamed_transaction_that_rolls_back_is_forgotten() {
        beginWithPeople();
        decode(message('C').int8(0).int64(1).int64(2).int64(3));
        decode(message('S').int32(900).int8(1));
        decode(message('R')
                .int32(900)
                .int32(TABLE)
                .string("public")
                .string("people")
                .int8('d')
                .int16(1)
                .column(1, "id", 23));
        decode(message('I').int32(900).int32(TABLE).int8('N').int16(1).text("7"));
        decode(message('E'));
        decode(message('A').int32(900).int32(900).int64(4).int64(5));
        begin();
        decode(message('I').int32(TABLE).int8('N').int16(2).text("8").text("old shape"));
        assertThat(((Insert) last()).newTuple().values()).hasSize(2);
    }

    @Test
    void a_relation_of_a_streamed_transaction_counts_for_all_once_it_commits() {
        rows_in_a_streamed_block_carry_their_subtransaction();
        begin();
        decode(message('I').int32(TABLE).int8('N').int16(1).text("8"));
        assertThat(((Insert) last()).newTuple().values()).hasSize(1);
    }

    @Test
    void stream_abort_tells_where_and_when_only_with_parallel_streaming() {
        decode(message('A').int32(900).int32(901).int64(4).int64(5));
        assertThat(last()).isEqualTo(new StreamAbort(900, 901, 4, 5));
        PgOutputDecoder plain = new PgOutputDecoder(new DecoderOptions(ProtocolVersion.V4, Streaming.ON));
        plain.decode(message('A').int32(900).int32(901).body(), recorder);
        assertThat(last()).isEqualTo(new StreamAbort(900, 901, 0, 0));
    }

    @Test
    void two_phase_messages_carry_the_gid() {
        decode(message('b').int64(1).int64(2).int64(3).int32(733).string("gid"));
        decode(message('P').int8(0).int64(1).int64(2).int64(3).int32(733).string("gid"));
        decode(message('K').int8(0).int64(4).int64(5).int64(6).int32(733).string("gid"));
        decode(message('r')
                .int8(0)
                .int64(1)
                .int64(2)
                .int64(3)
                .int64(4)
                .int32(734)
                .string("other"));
        decode(message('p').int8(0).int64(1).int64(2).int64(3).int32(735).string("third"));
        assertThat(recorder.messages())
                .containsExactly(
                        new BeginPrepare(1, 2, 3, 733, "gid"),
                        new Prepare(0, 1, 2, 3, 733, "gid"),
                        new CommitPrepared(0, 4, 5, 6, 733, "gid"),
                        new RollbackPrepared(0, 1, 2, 3, 4, 734, "other"),
                        new StreamPrepare(0, 1, 2, 3, 735, "third"));
    }

    @Test
    void each_of_the_256_tags_is_a_message_or_unknown() {
        String known = "BCORYIUDTMSEcAbPKrp";
        List<Integer> unknown = new ArrayList<>();
        for (int tag = 0; tag < 256; tag++) {
            PgOutputDecoder fresh = new PgOutputDecoder(DecoderOptions.of(ProtocolVersion.V4));
            ByteBuf body = Unpooled.wrappedBuffer(new byte[] {(byte) tag});
            int expected = tag;
            try {
                fresh.decode(body, recorder);
            } catch (UnknownMessageException e) {
                assertThat(e.tag()).isEqualTo(expected);
                assertThat(e.offset()).isZero();
                unknown.add(tag);
            } catch (PgOutputException e) {
                assertThat(e.tag()).isEqualTo(expected);
            }
        }
        assertThat(unknown)
                .hasSize(256 - known.length())
                .doesNotContainAnyElementsOf(known.chars().boxed().toList());
    }

    @Test
    void tags_of_later_protocol_versions_are_unknown_to_earlier_ones() {
        assertThat(unknownTo(ProtocolVersion.V1)).isEqualTo("SEcAbPKrp");
        assertThat(unknownTo(ProtocolVersion.V2)).isEqualTo("bPKrp");
        assertThat(unknownTo(ProtocolVersion.V3)).isEmpty();
    }

    private String unknownTo(ProtocolVersion version) {
        StringBuilder unknown = new StringBuilder();
        for (char tag : "BCORYIUDTMSEcAbPKrp".toCharArray()) {
            try {
                new PgOutputDecoder(DecoderOptions.of(version))
                        .decode(message(tag).body(), recorder);
            } catch (UnknownMessageException e) {
                assertThat(e.protocolVersion()).isEqualTo(version);
                unknown.append(tag);
            } catch (PgOutputException known) {
                assertThat(known.tag()).isEqualTo(tag);
            }
        }
        return unknown.toString();
    }

    @Test
    void an_empty_body_is_malformed() {
        assertThatThrownBy(() -> decoder.decode(Unpooled.EMPTY_BUFFER, recorder))
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        e -> assertThat(e.tag()).isEqualTo(PgOutputException.NO_TAG));
    }

    @Test
    void a_row_of_a_relation_never_described_is_out_of_order() {
        begin();
        assertThatThrownBy(() -> decode(message('I').int32(-1).int8('N').int16(0)))
                .isInstanceOfSatisfying(ProtocolOrderException.class, e -> {
                    assertThat(e.tag()).isEqualTo('I');
                    assertThat(e.field()).isEqualTo("Insert.relationId");
                    assertThat(e.offset()).isEqualTo(1);
                })
                .hasMessageContaining("relation 4294967295 was never described");
    }

    @Test
    void a_row_outside_of_a_transaction_is_out_of_order() {
        beginWithPeople();
        decode(message('C').int8(0).int64(1).int64(2).int64(3));
        assertThatThrownBy(() -> decode(
                        message('I').int32(TABLE).int8('N').int16(2).text("7").nul()))
                .isInstanceOf(ProtocolOrderException.class)
                .hasMessageContaining("not allowed between transactions");
    }

    @Test
    void a_begin_inside_a_transaction_is_out_of_order() {
        begin();
        assertThatThrownBy(this::begin).isInstanceOf(ProtocolOrderException.class);
    }

    @Test
    void after_reset_a_new_session_starts_without_relations() {
        beginWithPeople();
        decoder.reset();
        begin();
        assertThatThrownBy(() -> decode(
                        message('I').int32(TABLE).int8('N').int16(2).text("7").nul()))
                .isInstanceOf(ProtocolOrderException.class);
    }

    @Test
    void a_tuple_with_another_number_of_columns_than_its_relation_is_malformed() {
        beginWithPeople();
        assertThatThrownBy(() ->
                        decode(message('I').int32(TABLE).int8('N').int16(1).text("7")))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("message 'I', TupleData.columnCount at byte 6: 1 columns; the Relation has 2");
    }

    @Test
    void an_unknown_column_kind_is_malformed_and_never_skipped() {
        beginWithPeople();
        assertThatThrownBy(() -> decode(
                        message('I').int32(TABLE).int8('N').int16(2).text("7").int8('x')))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("message 'I', TupleData.kind at byte 14: unknown column kind 120");
    }

    @Test
    void a_negative_length_is_malformed() {
        beginWithPeople();
        assertThatThrownBy(() -> decode(
                        message('I').int32(TABLE).int8('N').int16(2).int8('t').int32(-1)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("the length is negative");
    }

    @Test
    void a_name_that_is_not_utf8_is_malformed() {
        begin();
        assertThatThrownBy(() -> decode(
                        message('Y').int32(1).string("s").int8(0xC3).int8(0x28).int8(0)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("client_encoding");
    }

    @Test
    void the_buffer_keeps_its_indexes_and_its_reference_count() {
        ByteBuf body = Unpooled.buffer()
                .writeZero(5)
                .writeBytes(message('B').int64(1).int64(2).int32(3).body());
        body.readerIndex(5);
        decoder.decode(body, recorder);
        assertThat(last()).isEqualTo(new Begin(1, 2, 3));
        assertThat(body.readerIndex()).isEqualTo(5);
        assertThat(body.refCnt()).isEqualTo(1);
    }
}
