package dev.headgate.staging.store;

/**
 * A directory could not be forced to disk, so it is not known which of its names are durable; a second force may report
 * success for what is gone. This process uses the directory no more. What was published before stays as it is.
 */
public final class DirectoryInDoubtException extends StagingException {
    private static final long serialVersionUID = 1L;

    /**
     * @param path file whose directory it is, relative to the store's root
     */
    DirectoryInDoubtException(String path) {
        super(
                "an earlier force of its directory failed, so what is durable there is unknown",
                path,
                "Check the disk (dmesg), then restart the gateway",
                null);
    }
}
