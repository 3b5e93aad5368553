package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.value.ComposedText;
import dev.headgate.pgoutput.value.TextRenderer;
import dev.headgate.staging.schema.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one place (a column, an element, a field) are staged: the column type, the feed that fills it, and what
 * prints a value that it cannot hold.
 *
 * @param renderer prints the binary form; null when that is not known, and the session must ask for text
 */
record TypeMapping(
        ColumnType type, ColumnFeed feed, @Nullable TextRenderer renderer) {
    private static final ColumnType BOOLEAN = ColumnType.Primitive.BOOLEAN;

    /** Whether the feed reads the binary form too. */
    boolean readsBinary() {
        return renderer != null;
    }

    /** PostgreSQL's text, of a type that has no counterpart. */
    static TypeMapping text(@Nullable TextRenderer renderer) {
        return text(ColumnType.Primitive.STRING, renderer);
    }

    /** PostgreSQL's text under a column type of bytes. */
    static TypeMapping text(ColumnType type, @Nullable TextRenderer renderer) {
        return new TypeMapping(type, renderer == null ? ColumnFeeds::bytes : ColumnFeeds.text(renderer), renderer);
    }

    /** Arrays as lists. */
    static TypeMapping list(TypeMapping element, char delimiter) {
        TextRenderer renderer = element.renderer();
        return new TypeMapping(
                new ColumnType.ListOf(element.type()),
                new ListFeed(element.feed(), delimiter),
                renderer == null ? null : ComposedText.array(renderer, delimiter));
    }

    /** Ranges as structs of their bounds. */
    static TypeMapping range(TypeMapping bound) {
        TextRenderer renderer = bound.renderer();
        return new TypeMapping(
                rangeType(bound.type()),
                new RangeFeed(bound.feed()),
                renderer == null ? null : ComposedText.range(renderer));
    }

    /** Multiranges as lists of ranges. */
    static TypeMapping multirange(TypeMapping bound) {
        TextRenderer renderer = bound.renderer();
        return new TypeMapping(
                new ColumnType.ListOf(rangeType(bound.type())),
                new MultirangeFeed(new RangeFeed(bound.feed())),
                renderer == null ? null : ComposedText.multirange(renderer));
    }

    private static ColumnType rangeType(ColumnType bound) {
        return new ColumnType.StructOf(List.of(
                new ColumnType.StructField("lower", bound),
                new ColumnType.StructField("upper", bound),
                new ColumnType.StructField("lower_inc", BOOLEAN),
                new ColumnType.StructField("upper_inc", BOOLEAN),
                new ColumnType.StructField("empty", BOOLEAN)));
    }

    /**
     * Composite values as structs.
     *
     * @param names of the fields, at least one
     * @param typeOids of the fields, as a binary value names them
     */
    static TypeMapping composite(List<String> names, int[] typeOids, List<TypeMapping> fields) {
        ColumnType type = new ColumnType.StructOf(IntStream.range(0, fields.size())
                .mapToObj(field -> new ColumnType.StructField(
                        names.get(field), fields.get(field).type()))
                .toList());
        ColumnFeed[] feeds = fields.stream().map(TypeMapping::feed).toArray(ColumnFeed[]::new);
        return new TypeMapping(type, new StructFeed(feeds, typeOids), compositeRenderer(typeOids, fields));
    }

    private static @Nullable TextRenderer compositeRenderer(int[] typeOids, List<TypeMapping> fields) {
        List<ComposedText.Field> rendered = new ArrayList<>();
        for (int i = 0; i < typeOids.length; i++) {
            TextRenderer renderer = fields.get(i).renderer();
            if (renderer == null) {
                return null;
            }
            rendered.add(new ComposedText.Field(typeOids[i], renderer));
        }
        return ComposedText.composite(rendered);
    }
}
