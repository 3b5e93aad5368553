package dev.headgate.gateway.admin;

import dev.headgate.gateway.config.AdminConfig;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides by the Host header who may ask. A web page that lets its own name point to this machine (DNS rebinding) sends
 * that name; an address or a configured name cannot be taken over that way.
 */
final class HostCheck {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+]");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private final Set<String> names = new HashSet<>();

    HostCheck(AdminConfig config) {
        names.add("localhost");
        names.add(config.host().toLowerCase(Locale.ROOT));
        config.allowedHosts().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    boolean allows(String hostHeader) {
        String host = PORT.matcher(hostHeader.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
        return names.contains(host) || ADDRESS.matcher(host).matches();
    }
}
