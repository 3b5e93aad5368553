package dev.headgate.acceptance.fault;

import net.bytebuddy.asm.Advice;

/** Woven in at the normal return of a method. */
final class AtExit {

    private AtExit() {}

    @Advice.OnMethodExit
    static void exit(@PointId int id) {
        FailPoints.reached(id);
    }
}
