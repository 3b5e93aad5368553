package dev.headgate.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate refresh}, {@code pause} and {@code resume}: asks the running gateway for something to a table. */
@Command(
        footer = {
            "",
            "Asks the running gateway, at admin.listen and with admin.token. Its course shows in headgate status."
        })
final class TableCommand implements Callable<Integer> {
    private static final int ACCEPTED = 202;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(index = "0", paramLabel = "SOURCE", description = "Name of the source.")
    private String source = "";

    @Parameters(
            index = "1",
            paramLabel = "TABLE",
            description = "schema.table at the source; * stands for any characters, ? for one.")
    private String table = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GatewayConfig loaded = config.load();
        ConfigOption.source(loaded, source);
        AdminClient client = new AdminClient(loaded.admin());
        String path = "/api/v1/sources/" + encoded(source) + "/tables/" + encoded(table) + "/" + spec.name();
        HttpResponse<String> answer = client.post(path);
        if (answer == null) {
            throw new GatewayException(
                    ErrorCode.ADMIN_PORT,
                    "No gateway answers at " + client.address(),
                    Map.of("listen", client.address()));
        }
        if (answer.statusCode() != ACCEPTED) {
            throw new GatewayException(
                    ErrorCode.ADMIN_PORT,
                    "The gateway refused it: " + text(answer.body(), "error"),
                    Map.of("listen", client.address()));
        }
        spec.commandLine().getOut().println(text(answer.body(), "result"));
        return 0;
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String text(String body, String field) {
        try {
            return new ObjectMapper().readTree(body).path(field).asText(body);
        } catch (JsonProcessingException e) {
            return body;
        }
    }
}
