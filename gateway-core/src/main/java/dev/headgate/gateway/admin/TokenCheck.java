package dev.headgate.gateway.admin;

import dev.headgate.gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Decides by the token who may change something. */
final class TokenCheck {
    private static final String SCHEME = "Bearer ";

    private final @Nullable Secret token;

    /** @param token null: nobody may */
    TokenCheck(@Nullable Secret token) {
        this.token = token;
    }

    /** The answer to a request that must not go on; null when it may. */
    @Nullable
    Response refusal(AdminRequest request) {
        if (token == null) {
            return Response.error(
                    403, "nothing can be changed over HTTP: set admin.token, and restart the gateway to allow it");
        }
        String given = request.authorization();
        if (given == null || !given.startsWith(SCHEME)) {
            return Response.unauthorized("this changes something: send Authorization: Bearer with the admin.token");
        }
        return matches(token, given.substring(SCHEME.length()).strip())
                ? null
                : Response.unauthorized("this is not the admin.token");
    }

    /** Takes as long for a wrong token as for the right one. */
    private static boolean matches(Secret token, String given) {
        return MessageDigest.isEqual(
                token.reveal().getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
