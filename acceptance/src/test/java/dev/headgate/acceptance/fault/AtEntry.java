package dev.headgate.acceptance.fault;

import net.bytebuddy.asm.Advice;

/** Woven in at the entry of a method. */
final class AtEntry {

    private AtEntry() {}

    @Advice.OnMethodEnter
    static void enter(@PointId int id) {
        FailPoints.reached(id);
    }
}
