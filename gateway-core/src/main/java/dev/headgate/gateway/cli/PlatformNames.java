package dev.headgate.gateway.cli;

import dev.headgate.gateway.preflight.Platform;
import java.util.Arrays;
import java.util.Iterator;

/** The platforms as they are written on the command line. */
final class PlatformNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Platform.values()).map(Platform::label).iterator();
    }
}
