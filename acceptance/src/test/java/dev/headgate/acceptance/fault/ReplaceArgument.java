package dev.headgate.acceptance.fault;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven in at the entry of a method that is to see another argument. */
final class ReplaceArgument {

    private ReplaceArgument() {}

    @Advice.OnMethodEnter
    static void enter(
            @PointId int id,
            @Advice.AllArguments(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object[] arguments) {
        if (FailPoints.reached(id)) {
            arguments = FailPoints.arguments(id, arguments);
        }
    }
}
