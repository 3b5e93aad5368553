package dev.headgate.acceptance.fault;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven in around a method whose body is not to be run. */
final class ReplaceBody {

    private ReplaceBody() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(@PointId int id) {
        return FailPoints.reached(id);
    }

    @Advice.OnMethodExit
    static void exit(
            @PointId int id,
            @Advice.Enter boolean skipped,
            @Advice.Origin("#r") String returnType,
            @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object result) {
        if (skipped) {
            result = FailPoints.result(id, returnType, result);
        }
    }
}
