package dev.headgate.benchmarks;

/** A step of the benchmark that did not do its work. The message says which one and where its log is. */
final class BenchmarkException extends RuntimeException {

    BenchmarkException(String message) {
        super(message);
    }

    BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
