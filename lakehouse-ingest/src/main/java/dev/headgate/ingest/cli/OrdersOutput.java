package dev.headgate.ingest.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.pipeline.Orders;
import java.io.PrintWriter;
import java.util.TreeSet;

/** Prints what is paused. */
final class OrdersOutput {
    private static final ObjectMapper JSON = new JsonMapper();

    private OrdersOutput() {}

    static void print(PrintWriter out, boolean json, PipelineConfig pipeline, Orders orders)
            throws JsonProcessingException {
        if (json) {
            ObjectNode root = JSON.createObjectNode().put("pipeline", pipeline.name());
            ArrayNode tables = root.put("paused", orders.paused()).putArray("paused_tables");
            new TreeSet<>(orders.pausedTables()).forEach(tables::add);
            out.println(JSON.writeValueAsString(root));
        } else if (orders.paused()) {
            out.println("Pipeline " + pipeline.name() + " is paused.");
        } else if (orders.pausedTables().isEmpty()) {
            out.println("Pipeline " + pipeline.name() + " goes on with all tables.");
        } else {
            out.println("Pipeline " + pipeline.name() + " goes on, but for paused tables: "
                    + String.join(", ", new TreeSet<>(orders.pausedTables())));
        }
        out.flush();
    }
}
