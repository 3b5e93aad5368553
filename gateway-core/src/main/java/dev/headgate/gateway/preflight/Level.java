package dev.headgate.gateway.preflight;

/** How bad a finding is, from good to bad. */
public enum Level {
    /** As it should be. */
    OK,
    /** It works, and will hurt one day. */
    WARN,
    /** The gateway cannot run like this, or the application is harmed. */
    FAIL
}
