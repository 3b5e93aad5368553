package dev.headgate.gateway.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds an access key where AWS puts one for a program: environment variables, the container's endpoint (ECS, EKS Pod
 * Identity), the metadata of the instance (EC2, IMDSv2). The first that is there counts. No profiles, no web identity.
 */
final class CredentialSearch {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String CONTAINER_HOST = "http://169.254.170.2";
    private static final String METADATA_HOST = "http://169.254.169.254";
    private static final String METADATA_ROLES = "/latest/meta-data/iam/security-credentials/";

    /** To whom a container's token may be sent without TLS: itself, ECS, EKS. */
    private static final Set<String> LOCAL_HOSTS =
            Set.of("localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]");

    private final Map<String, String> environment;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    CredentialSearch(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Asked anew for each login: keys of containers and instances are replaced every few hours. */
    AwsCredentials credentials() throws RdsLoginException {
        String id = environment.get("AWS_ACCESS_KEY_ID");
        String secret = environment.get("AWS_SECRET_ACCESS_KEY");
        if (id != null && secret != null) {
            return new AwsCredentials(id, secret, environment.get("AWS_SESSION_TOKEN"));
        }
        try {
            String relative = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
            String full = environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
            if (relative != null || full != null) {
                return ofContainer(URI.create(relative == null ? String.valueOf(full) : CONTAINER_HOST + relative));
            }
            return ofInstance();
        } catch (IOException | IllegalArgumentException e) {
            throw new RdsLoginException(
                    "No AWS access key was found: not in AWS_ACCESS_KEY_ID, not at a container's endpoint, not in the"
                            + " metadata of the instance",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RdsLoginException("The search for an AWS access key was interrupted", e);
        }
    }

    private AwsCredentials ofContainer(URI uri) throws IOException, InterruptedException {
        if (!"https".equals(uri.getScheme()) && !LOCAL_HOSTS.contains(String.valueOf(uri.getHost()))) {
            throw new IOException("the container's endpoint is neither local nor protected with TLS");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        String token = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        String file = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
        if (file != null) {
            token = Files.readString(Path.of(file)).strip();
        }
        if (token != null) {
            request.header("Authorization", token);
        }
        return parsed(send(request));
    }

    private AwsCredentials ofInstance() throws IOException, InterruptedException {
        String host = environment
                .getOrDefault("AWS_EC2_METADATA_SERVICE_ENDPOINT", METADATA_HOST)
                .replaceFirst("/$", "");
        String session = send(HttpRequest.newBuilder(URI.create(host + "/latest/api/token"))
                .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
                .PUT(HttpRequest.BodyPublishers.noBody()));
        String role = send(metadata(host + METADATA_ROLES, session)).strip();
        return parsed(send(metadata(host + METADATA_ROLES + role, session)));
    }

    private static HttpRequest.Builder metadata(String uri, String session) {
        return HttpRequest.newBuilder(URI.create(uri)).header("X-aws-ec2-metadata-token", session);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("HTTP status " + response.statusCode());
        }
        return response.body();
    }

    private static AwsCredentials parsed(String body) throws IOException {
        JsonNode json = new ObjectMapper().readTree(body);
        String id = text(json, "AccessKeyId");
        String secret = text(json, "SecretAccessKey");
        if (id == null || secret == null) {
            throw new IOException("the answer holds no access key");
        }
        return new AwsCredentials(id, secret, text(json, "Token"));
    }

    private static @Nullable String text(JsonNode json, String field) {
        return json.path(field).textValue();
    }
}
