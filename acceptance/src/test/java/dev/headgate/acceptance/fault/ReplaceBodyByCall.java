package dev.headgate.acceptance.fault;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven in around a method in whose place another one is called: of one of its arguments, or a static one. */
final class ReplaceBodyByCall {

    private ReplaceBodyByCall() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static @Nullable Object enter(
            @PointId int id,
            @Advice.This(optional = true) @Nullable Object self,
            @Advice.AllArguments @Nullable Object[] arguments) {
        return FailPoints.called(id, self, arguments);
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
