package dev.headgate.gateway.config;

/** Who makes the publication. */
public enum PublicationMode {
    /** Adopt it if it exists, create it otherwise. */
    CREATE_OR_ADOPT,
    /** Never run CREATE or ALTER PUBLICATION: a missing publication is an error. */
    ADOPT
}
