package dev.headgate.staging.log;

/**
 * A number of an entry, remembered beside the log. Two files have this form:
 *
 * <pre>
 *   _headgate/SOURCE/purged.json     how far retention has purged; written before anything is deleted, so that a
 *                                    missing entry is told from a lost one
 *   _headgate/SOURCE/swept.json      how far files that no entry names have been deleted; saves looking again
 *
 *   {"version": 1, "hash": "...", "log_id": "...", "through_entry": 41}
 * </pre>
 *
 * @param logId the log
 * @param throughEntry up to and with this entry
 */
record EntryMark(String logId, long throughEntry) {
    private static final int VERSION = 1;
    private static final String HASH_MARKER = "\"hash\": \"";

    byte[] encode() {
        byte[] bytes = JsonLines.encode(json -> {
            json.writeNumberField("version", VERSION);
            json.writeStringField("hash", ContentHash.BLANK);
            json.writeStringField("log_id", logId);
            json.writeNumberField("through_entry", throughEntry);
        });
        ContentHash.seal(bytes, HASH_MARKER);
        return bytes;
    }

    static EntryMark decode(String path, byte[] bytes) {
        JsonFields fields = JsonFields.ofFile(path, bytes, HASH_MARKER, VERSION);
        return new EntryMark(fields.text("log_id"), fields.bigint("through_entry"));
    }
}
