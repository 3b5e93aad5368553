package dev.headgate.staging.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One value of 100 MiB in a process with a small heap. */
@Tag("torture")
class LargeValueTest {
    private static final int VALUE_BYTES = 100 << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path root;

    /** Runs in a process of its own. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Random random = new Random(1);
            boolean compressible = Boolean.parseBoolean(arguments[1]);
            byte[] chunk = new byte[1 << 16];
            random.nextBytes(chunk);
            byte[] value = new byte[VALUE_BYTES];
            for (int at = 0; at < value.length; at += chunk.length) {
                if (!compressible) {
                    random.nextBytes(chunk);
                }
                System.arraycopy(chunk, 0, value, at, chunk.length);
            }
            TableSchema schema = ParquetFiles.schema(ParquetFiles.column("v", Primitive.BINARY));
            ColumnBatch batch = new ColumnBatch(schema);
            ((BytesVector) batch.column(0)).append(value, 0, value.length);
            batch.endRow();
            ParquetFiles.write(Path.of(arguments[0]), ParquetOptions.DEFAULT, List.of(batch));
        }
    }

    private int writeInAnotherProcess(String heap, boolean compressible) throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        root.toString(),
                        Boolean.toString(compressible))
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void compressible_value_needs_little_more_heap_than_its_copies() throws Exception {
        assertThat(writeInAnotherProcess("-Xmx512m", true)).isZero();
        assertThat(DuckDb.text("select octet_length(v)" + ParquetFiles.from(root)))
                .isEqualTo(Integer.toString(VALUE_BYTES));
    }

    @Test
    void incompressible_value_needs_its_compressed_copies_too() throws Exception {
        assertThat(writeInAnotherProcess("-Xmx768m", false)).isZero();
        assertThat(DuckDb.text("select octet_length(v)" + ParquetFiles.from(root)))
                .isEqualTo(Integer.toString(VALUE_BYTES));
    }
}
