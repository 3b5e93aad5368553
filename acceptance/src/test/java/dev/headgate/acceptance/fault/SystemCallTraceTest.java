package dev.headgate.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemCallTraceTest {

    @TempDir
    Path directory;

    /** The program that is traced: write, force, hard link, force the directory, send. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path root = Path.of(arguments[0]);
            Path temporary = root.resolve("entry.tmp");
            try (FileChannel file =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {1, '"', '\\', 10, 77}));
                file.force(true);
            }
            Files.createLink(root.resolve("entry"), temporary);
            try (FileChannel parent = FileChannel.open(root, StandardOpenOption.READ)) {
                parent.force(true);
            }
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                System.out.println(server.getLocalPort());
                client.getOutputStream().write(new byte[] {'d', 0, 7});
            }
        }
    }

    @Test
    @Tag("torture")
    void a_program_is_seen_in_the_order_in_which_it_worked() {
        List<String> command = new ArrayList<>(SystemCallTrace.recordInto(directory.resolve("trace")));
        command.addAll(Command.java());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Writer.class.getName()));
        command.add(directory.toString());
        Command.Outcome outcome = Command.run(command);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        int port = Integer.parseInt(outcome.output().strip());

        SystemCallTrace trace = SystemCallTrace.read(directory.resolve("trace"));
        String temporary = directory.resolve("entry.tmp").toString();
        SystemCall write = trace.first("write", SystemCallTrace.writeTo(temporary));
        assertThat(write.data()).containsExactly(1, '"', '\\', 10, 77);
        SystemCall force = trace.after(write, "force of the file", SystemCallTrace.forceOf(temporary));
        SystemCall link = trace.after(
                force,
                "link",
                SystemCallTrace.publishAs(directory.resolve("entry").toString()));
        SystemCall directoryForce =
                trace.after(link, "force of the directory", SystemCallTrace.forceOf(directory.toString()));
        SystemCall send = trace.after(directoryForce, "send", call -> call.peerPort() == port);
        assertThat(send.data()).containsExactly('d', 0, 7);
        assertThat(trace.before(send, "link", call -> call.is("link"))).isEqualTo(link);
        assertThatThrownBy(() -> trace.after(send, "another force", SystemCallTrace.forceOf(temporary)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("another force");
    }

    @Test
    void calls_of_threads_that_overlap_are_put_together_and_are_not_before_each_other() {
        SystemCallTrace trace = SystemCallTrace.parse(List.of(
                "11 fsync(4</a> <unfinished ...>",
                "12 write(5</b>, \"x\\101\\0\", 3) = 3",
                "11 <... fsync resumed>)              = 0",
                "12 link(\"/a\", \"/c\") = -1 EEXIST (File exists)",
                "12 +++ exited with 0 +++"));
        assertThat(trace.calls()).extracting(SystemCall::name).containsExactly("fsync", "write", "link");
        SystemCall force = trace.calls().get(0);
        SystemCall write = trace.calls().get(1);
        SystemCall link = trace.calls().get(2);
        assertThat(force.path()).isEqualTo("/a");
        assertThat(write.data()).containsExactly('x', 'A', 0);
        assertThat(link.succeeded()).isFalse();
        assertThat(link.target()).isEqualTo("/c");
        assertThat(force.isBefore(write)).isFalse();
        assertThat(write.isBefore(force)).isFalse();
        assertThat(force.isBefore(link)).isTrue();
        assertThat(write.peerPort()).isEqualTo(-1);
    }
}
