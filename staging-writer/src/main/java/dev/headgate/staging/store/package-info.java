/**
 * Where staged files live: durable create, publish, replace, list, delete.
 *
 * <p>{@link dev.headgate.staging.store.StagingStore} is the contract; {@link dev.headgate.staging.store.LocalStore}
 * keeps it on a local disk. Paths are relative to the store's root, separated by {@code /}, and already encoded with
 * {@link dev.headgate.staging.store.PathElement}. A file is visible under its final name only when its content is
 * durable, and no operation but {@code replace} ever changes a visible file.
 */
@NullMarked
package dev.headgate.staging.store;

import org.jspecify.annotations.NullMarked;
