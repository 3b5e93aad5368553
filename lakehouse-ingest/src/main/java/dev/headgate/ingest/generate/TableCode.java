package dev.headgate.ingest.generate;

import dev.headgate.ingest.pipeline.StagedTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the code for one engine is written. */
interface TableCode {
    /** What begins a comment. */
    String commentMark();

    /** What a reader has to know: how it is run, what was tried, what it does not do. */
    List<String> header();

    /** What stands before the tables; ends with a line break unless it is empty. */
    default String preamble() {
        return "";
    }

    /** Why a table cannot be taken; null if it can. */
    @Nullable
    String refusal(StagedTable table);

    /** The code of one table; ends with a line break. */
    String code(StagedTable table);
}
