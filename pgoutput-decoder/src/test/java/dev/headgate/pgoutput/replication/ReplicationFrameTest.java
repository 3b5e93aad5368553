package dev.headgate.pgoutput.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.pgoutput.error.MalformedMessageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationFrameTest implements ReplicationFrameHandler {
    private final List<String> frames = new ArrayList<>();
    private final ReplicationFrameDecoder decoder = new ReplicationFrameDecoder();

    @Override
    public void onXLogData(long startLsn, long walEnd, long serverClock, ByteBuf payload) {
        frames.add("w " + startLsn + " " + walEnd + " " + serverClock + " " + ByteBufUtil.hexDump(payload));
    }

    @Override
    public void onPrimaryKeepalive(long walEnd, long serverClock, boolean replyRequested) {
        frames.add("k " + walEnd + " " + serverClock + " " + replyRequested);
    }

    @Test
    void xlog_data_gives_the_payload_in_place() {
        ByteBuf frame = hex("77" + "0000000000000001" + "0000000000000002" + "0000000000000003" + "4501");
        decoder.decode(frame, this);
        assertThat(frames).containsExactly("w 1 2 3 4501");
        assertThat(frame.readerIndex()).isZero();
    }

    @Test
    void keepalive_tells_whether_a_reply_is_wanted() {
        decoder.decode(hex("6b" + "0000000000000001" + "0000000000000002" + "01"), this);
        decoder.decode(hex("6b" + "0000000000000001" + "0000000000000002" + "00"), this);
        assertThat(frames).containsExactly("k 1 2 true", "k 1 2 false");
    }

    @Test
    void frames_cut_at_any_byte_are_malformed() {
        String data = "77" + "0000000000000001" + "0000000000000002" + "0000000000000003";
        String keepalive = "6b" + "0000000000000001" + "0000000000000002" + "01";
        for (String whole : List.of(data, keepalive)) {
            for (int length = 0; length < whole.length(); length += 2) {
                ByteBuf cut = hex(whole.substring(0, length));
                assertThatThrownBy(() -> decoder.decode(cut, this)).isInstanceOf(MalformedMessageException.class);
            }
        }
        assertThat(frames).isEmpty();
    }

    @Test
    void all_other_frame_tags_are_malformed() {
        for (int tag = 0; tag < 256; tag++) {
            byte[] frame = new byte[18];
            frame[0] = (byte) tag;
            if (tag != 'k') {
                assertThatThrownBy(() -> decoder.decode(Unpooled.wrappedBuffer(frame), this))
                        .isInstanceOf(MalformedMessageException.class);
            }
        }
        assertThat(frames).isEmpty();
    }

    @Test
    void a_keepalive_that_is_too_long_is_malformed() {
        assertThatThrownBy(() -> decoder.decode(hex("6b" + "00".repeat(18)), this))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void status_update_writes_three_positions_clock_and_reply_flag() {
        ByteBuf out = Unpooled.buffer();
        new StandbyStatusUpdate(3, 2, 1, 7, true).encode(out);
        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo("72" + "0000000000000003" + "0000000000000002" + "0000000000000001" + "0000000000000007"
                        + "01");
        assertThat(out.readableBytes()).isEqualTo(StandbyStatusUpdate.BYTES);
    }

    private static ByteBuf hex(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }
}
