package dev.headgate.acceptance.fault;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven in around a method that is to return what a method of one of its arguments returns. */
final class ReplaceBodyByCall {

    private ReplaceBodyByCall() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static @Nullable Object enter(@PointId int id, @Advice.AllArguments @Nullable Object[] arguments) {
        return FailPoints.called(id, arguments);
    }

    @Advice.OnMethodExit
    static void exit(
            @Advice.Enter @Nullable Object called,
            @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object result) {
        if (called != null) {
            result = called;
        }
    }
}
