package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.ColumnShape;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.PhysicalTable;
import dev.headgate.gateway.source.SnapshotChunk;
import dev.headgate.gateway.source.SnapshotSession;
import dev.headgate.gateway.source.SnapshotTable;
import dev.headgate.gateway.source.TableChangedException;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.gateway.source.TableStorage;
import dev.headgate.gateway.source.TypeShape;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import dev.headgate.staging.log.LoadState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a table that is being loaded: what is read, and which chunk comes next. Chunks are found while
 * reading goes on: ranges of the key where its order can be told in SQL, else ranges of blocks.
 *
 * <p>Safe for use by several threads. Only {@link #next} takes long; nothing else waits for it.
 */
final class TableLoad {
    private static final long BLOCKS_PER_CHUNK = 16_384;
    private static final int TID_RANGES_SINCE = 14;
    /** Types whose text form, cast back, is the same value: bool and floats make no useful ranges. */
    private static final Set<Integer> BOUND_TYPES =
            Set.of(17, 19, 20, 21, 23, 25, 26, 1042, 1043, 1082, 1114, 1184, 1700, 2950);

    private final TableVersion version;
    private final Relation relation;
    private final List<RoutedColumn> columns;
    private final SnapshotTable read;
    private final @Nullable LoadState resumed;
    private final boolean continued;
    private final LoadProgress progress;
    private List<PhysicalTable> tables = List.of();
    private volatile String layout = "";
    private boolean planned;
    private volatile boolean exhausted;
    private volatile boolean abandoned;
    private volatile boolean pauses;
    private volatile boolean altered;
    private volatile long consistentPoint;
    private volatile @Nullable TableStorage storage;
    private int table;
    private volatile int number;
    private @Nullable String after;
    private long firstBlock;
    private volatile boolean partiallyMoved;

    /**
     * @param columns of the relation that are staged
     * @param resumed how far it is loaded already; null for not at all
     */
    TableLoad(
            TableVersion version,
            Relation relation,
            List<RoutedColumn> columns,
            TableShape shape,
            @Nullable String filter,
            @Nullable LoadState resumed) {
        this.version = version;
        this.relation = relation;
        this.resumed = resumed == null || resumed.chunks() == 0 ? null : resumed;
        this.continued = resumed != null;
        this.columns = new ArrayList<>();
        Set<String> text = new HashSet<>();
        for (RoutedColumn column : columns) {
            // Only what is staged is read, in this order.
            this.columns.add(new RoutedColumn(column.name(), this.columns.size(), column.mapping(), column.key()));
            if (!column.mapping().readsBinary()) {
                text.add(column.name());
            }
        }
        this.read = new SnapshotTable(
                shape, columns.stream().map(RoutedColumn::name).toList(), text, filter, chunkKey(version, shape));
        this.progress = new LoadProgress(version.sourceName(), version.table(), version.generation());
        if (resumed != null) {
            exhausted = resumed.complete();
            consistentPoint = resumed.consistentPoint();
        }
    }

    /** The key that the table's changes name their rows by, if its order can be told: then a row is in one chunk. */
    private static List<String> chunkKey(TableVersion version, TableShape shape) {
        List<String> key =
                shape.replicaIdentity() == ReplicaIdentity.INDEX ? shape.identityColumns() : shape.primaryKey();
        boolean same = new HashSet<>(key).equals(new HashSet<>(version.schema().key()));
        return same && key.stream().allMatch(column -> isOrdered(shape.column(column))) ? key : List.of();
    }

    private static boolean isOrdered(@Nullable ColumnShape column) {
        return column != null
                && column.type() instanceof TypeShape.BuiltIn builtIn
                && BOUND_TYPES.contains(builtIn.oid());
    }

    TableVersion version() {
        return version;
    }

    Relation relation() {
        return relation;
    }

    /** The staged columns, by their place in what is read. */
    List<RoutedColumn> columns() {
        return columns;
    }

    SnapshotTable read() {
        return read;
    }

    LoadProgress progress() {
        return progress;
    }

    /** Whether an earlier session began with the generation. */
    boolean continued() {
        return continued;
    }

    /** How far the generation was loaded before this session; null when no chunk was read. */
    @Nullable
    LoadState resumed() {
        return resumed;
    }

    /** Oid of the table. */
    long relationOid() {
        return read.shape().relationOid();
    }

    /** A row got another key, and not all its values came with it: an unread chunk may have held them. */
    void markPartiallyMoved() {
        partiallyMoved = true;
    }

    boolean partiallyMoved() {
        return partiallyMoved;
    }

    /** What the physical tables are made of; known once there is a chunk. */
    String layout() {
        return layout;
    }

    /** Whether no chunk is left. */
    boolean exhausted() {
        return exhausted || abandoned;
    }

    /** Whether {@link #next} has not given a chunk yet: it may begin again at another consistent point. */
    boolean isUntouched() {
        return resumed == null && number == 0;
    }

    /** Forgets a plan that gave no chunk. */
    synchronized void rewind() {
        planned = false;
        abandoned = false;
    }

    /** Nothing is read, and the table's changes are left out, until the next generation begins. */
    void pause() {
        pauses = true;
        abandoned = true;
    }

    boolean pauses() {
        return pauses;
    }

    /** Whether nothing more of it is read, and it does not become the table. */
    boolean isGivenUp() {
        return abandoned;
    }

    /** It begins because the table was altered. */
    void followsAlteration() {
        altered = true;
    }

    /** Whether what the entry that begins it has of the table does not count for the generation before. */
    boolean isAltered() {
        return altered;
    }

    /** It is about to be read at this consistent point; the first one is where the generation begins. */
    void readAt(long lsn) {
        if (isUntouched()) {
            consistentPoint = lsn;
        }
    }

    /** Whether a row that committed there is one of this generation; not while it is not known where that begins. */
    boolean reaches(long commitLsn) {
        long begins = consistentPoint;
        return begins != 0 && Lsn.compare(commitLsn, begins) >= 0;
    }

    /** How the table's rows lay when they were read; null when nothing was read in this session. */
    @Nullable
    TableStorage storage() {
        return storage;
    }

    /** Nothing more of this generation is read. */
    void abandon() {
        abandoned = true;
    }

    /**
     * The next chunk, with its physical table held in the session: release it after reading.
     *
     * @param present a session without the snapshot
     * @param chunkRows rows in a chunk where it is a range of the key
     * @return null when no chunk is left; nothing is held
     * @throws TableChangedException the table is not what the log says of it; nothing is held
     */
    synchronized @Nullable SnapshotChunk next(SnapshotSession session, ControlSession present, int chunkRows) {
        if (exhausted()) {
            return null;
        }
        if (!planned) {
            plan(session);
        }
        PhysicalTable physical = tables.get(table);
        session.hold(physical, present);
        try {
            SnapshotChunk chunk =
                    read.key().isEmpty() ? blocks(session, physical) : range(session, physical, chunkRows);
            advance(chunk);
            return chunk;
        } catch (RuntimeException e) {
            session.release();
            throw e;
        }
    }

    private void plan(SnapshotSession session) {
        TableShape then = session.table(relationOid());
        if (!read.shape().equals(then)) {
            throw new TableChangedException(read.shape().qualifiedName(), "was altered");
        }
        List<PhysicalTable> all = session.physicalTables(read.shape());
        tables = all.isEmpty()
                ? List.of(new PhysicalTable(relationOid(), read.shape().qualifiedName(), 0))
                : all;
        layout = session.layout(tables);
        storage = session.storage(relationOid());
        progress.estimated(
                tables.stream().mapToLong(PhysicalTable::estimatedRows).sum());
        table = 0;
        if (resumed != null) {
            resume(resumed);
        }
        planned = true;
    }

    private void resume(LoadState state) {
        String through = state.throughKey();
        if (through == null || !goesOnFrom(state)) {
            throw new TableChangedException(read.shape().qualifiedName(), "was rewritten");
        }
        int end = through.indexOf(',');
        boolean whole = end < 0;
        long oid = Long.parseLong(through.substring(1, whole ? through.length() - 1 : end));
        while (tables.get(table).oid() < oid || (whole && tables.get(table).oid() == oid)) {
            table++;
        }
        after = whole ? null : through;
        number = state.chunks();
    }

    /** Chunks of blocks, and of what was another table then, do not add up with chunks of another snapshot. */
    private boolean goesOnFrom(LoadState state) {
        return layout.equals(state.layout()) && !read.key().isEmpty();
    }

    private SnapshotChunk range(SnapshotSession session, PhysicalTable physical, int chunkRows) {
        String through = session.bound(read, physical, after, chunkRows);
        boolean last = through == null && table == tables.size() - 1;
        return new SnapshotChunk(physical, number + 1, after, through, 0, SnapshotChunk.ALL_BLOCKS, true, last);
    }

    private SnapshotChunk blocks(SnapshotSession session, PhysicalTable physical) {
        long end = firstBlock + BLOCKS_PER_CHUNK;
        // Before, a range of blocks is a scan of the whole table.
        boolean rest = session.majorVersion() < TID_RANGES_SINCE || end >= session.blocks(physical);
        boolean last = rest && table == tables.size() - 1;
        return new SnapshotChunk(
                physical, number + 1, null, null, firstBlock, rest ? SnapshotChunk.ALL_BLOCKS : end, false, last);
    }

    private void advance(SnapshotChunk chunk) {
        number = chunk.number();
        exhausted = chunk.last();
        boolean tableEnds = chunk.through() == null && chunk.endBlock() == SnapshotChunk.ALL_BLOCKS;
        after = chunk.through();
        firstBlock = tableEnds ? 0 : chunk.endBlock();
        if (tableEnds) {
            table++;
        }
    }
}
