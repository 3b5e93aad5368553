package dev.headgate.gateway.status;

/** Whoever can read the configuration again while the gateway runs. */
public interface ConfigReload {
    /** Reads it, takes over what can be taken over, and logs what became of it. Reads files only. Called from any thread. */
    ReloadResult reload();
}
