package dev.headgate.gateway.source;

import dev.headgate.pgoutput.value.TypeOid;
import dev.headgate.pgoutput.value.ValueText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a type is made of, as far as the catalog is needed to know; domains are resolved to their base types. */
public sealed interface TypeShape {
    /**
     * A type that is the same on every server and not made of others.
     *
     * @param modifier {@code atttypmod}; -1 for none
     */
    record BuiltIn(int oid, int modifier) implements TypeShape {}

    /**
     * A type that is not built in, or that is built in and has no known binary form.
     *
     * @param name without schema
     * @param sendFunction name without schema of the function that makes the binary form; empty when nothing is known
     */
    record Other(String name, String sendFunction) implements TypeShape {}

    /**
     * An array of any number of dimensions.
     *
     * @param delimiter between elements in the text form
     */
    record ArrayOf(TypeShape element, char delimiter) implements TypeShape {}

    /** A range over values of one type. */
    record RangeOf(TypeShape bound) implements TypeShape {}

    /** Several ranges in one value. */
    record MultirangeOf(RangeOf range) implements TypeShape {}

    /**
     * A row of named fields; the row type of a table too.
     *
     * @param fields in attribute order, without dropped ones; may be empty
     */
    record Composite(List<Field> fields) implements TypeShape {
        public Composite {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A field of a composite type.
     *
     * @param declaredTypeOid the type that a binary value names: that of the domain, where it is one
     */
    record Field(String name, int declaredTypeOid, TypeShape type) {}

    /** The shape of a built-in type whose values can be read without the catalog; null for every other type. */
    static @Nullable TypeShape builtIn(int oid, int modifier) {
        int element = TypeOid.elementOf(oid);
        if (element != TypeOid.NONE) {
            TypeShape shape = builtIn(element, modifier);
            return shape == null ? null : new ArrayOf(shape, element == TypeOid.BOX ? ';' : ',');
        }
        int range = TypeOid.rangeOf(oid);
        if (range != TypeOid.NONE) {
            return new MultirangeOf(new RangeOf(new BuiltIn(TypeOid.boundOf(range), -1)));
        }
        int bound = TypeOid.boundOf(oid);
        if (bound != TypeOid.NONE) {
            return new RangeOf(new BuiltIn(bound, -1));
        }
        return ValueText.rendersBinary(oid) ? new BuiltIn(oid, modifier) : null;
    }
}
