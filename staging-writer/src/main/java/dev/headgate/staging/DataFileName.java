package dev.headgate.staging;

import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.PathElement;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Path of a data file, unique for ever.
 *
 * <pre>
 * catalog/schema/table/g000001/0000001600000000-00000000000000000042-000003-1f2e3d4c.parquet
 *                      |       |                |                    |      writer: random per process start
 *                      |       |                |                    number of the file within the entry
 *                      |       |                entry of the commit log that will name it, decimal
 *                      |       first commit LSN in the file, hexadecimal
 *                      generation, decimal
 * </pre>
 *
 * @param firstLsn commit LSN of the first row, unsigned
 * @param entry number of the log entry that the writer expects to name this file, from 1
 * @param sequence number of the file within that entry, from 0 to 999,999
 * @param writer random for each start of the writing process, so that a name is never used twice
 */
public record DataFileName(long firstLsn, long entry, int sequence, int writer) {
    private static final Pattern FILE =
            Pattern.compile("([0-9a-f]{16})-([0-9]{20})-([0-9]{6})-([0-9a-f]{8})\\.parquet");

    private static final int MAX_SEQUENCE = 999_999;
    private static final String LARGEST_ENTRY = "0" + Long.MAX_VALUE;

    public DataFileName {
        if (entry < 0 || sequence < 0 || sequence > MAX_SEQUENCE) {
            throw new IllegalArgumentException("Entry " + entry + " and sequence " + sequence
                    + " must not be negative, and the sequence has at most six digits");
        }
    }

    /** Directory of one generation of a table, relative to the store's root, without trailing slash. */
    public static String directory(TableName table, int generation) {
        if (generation < 1) {
            throw new IllegalArgumentException("Generations count from 1, got " + generation);
        }
        return PathElement.encode(table.catalog())
                + '/'
                + PathElement.encode(table.schema())
                + '/'
                + PathElement.encode(table.table())
                + String.format(Locale.ROOT, "/g%06d", generation);
    }

    /** Path of this file in the directory of a table and generation. */
    public String path(TableName table, int generation) {
        return directory(table, generation) + '/' + fileName();
    }

    /** The last part of the path. */
    public String fileName() {
        return String.format(Locale.ROOT, "%016x-%020d-%06d-%08x.parquet", firstLsn, entry, sequence, writer);
    }

    /**
     * Reads a file name back; directories before it are ignored.
     *
     * @throws IllegalArgumentException this is not the name of a data file
     */
    public static DataFileName parse(String path) {
        DataFileName name = parseOrNull(path);
        if (name == null) {
            throw new IllegalArgumentException("\"" + path + "\" is not the path of a data file");
        }
        return name;
    }

    /** True if this is the path or name of a data file. */
    public static boolean matches(String path) {
        return parseOrNull(path) != null;
    }

    private static @Nullable DataFileName parseOrNull(String path) {
        Matcher matcher = FILE.matcher(path.substring(path.lastIndexOf('/') + 1));
        // Twenty digits hold more than a long does.
        if (!matcher.matches() || matcher.group(2).compareTo(LARGEST_ENTRY) > 0) {
            return null;
        }
        return new DataFileName(
                Long.parseUnsignedLong(matcher.group(1), 16),
                Long.parseLong(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Integer.parseUnsignedInt(matcher.group(4), 16));
    }
}
