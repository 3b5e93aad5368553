package dev.headgate.gateway.cli;

import dev.headgate.gateway.preflight.Platform;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a platform as it is written on the command line. */
final class PlatformName implements ITypeConverter<Platform> {
    @Override
    public Platform convert(String text) {
        for (Platform platform : Platform.values()) {
            if (platform.label().equals(text)) {
                return platform;
            }
        }
        throw new TypeConversionException("'" + text + "' is none of " + String.join(", ", new PlatformNames()));
    }
}
