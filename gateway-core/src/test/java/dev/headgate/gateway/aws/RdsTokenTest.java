package dev.headgate.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Against tokens that the SDKs of AWS make, out of their own tests: botocore's and that of the SDK for Rust. */
class RdsTokenTest {
    private static final String HOST = "prod-instance.us-east-1.rds.amazonaws.com";

    @Test
    void a_token_equals_the_one_of_botocore() {
        AwsCredentials credentials = new AwsCredentials("akid", "skid", null);
        assertThat(RdsToken.sign(
                        HOST, 3306, "someusername", "us-east-1", credentials, Instant.parse("2016-11-07T17:39:33Z")))
                .isEqualTo(HOST + ":3306/?Action=connect&DBUser=someusername&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                        + "&X-Amz-Credential=akid%2F20161107%2Fus-east-1%2Frds-db%2Faws4_request"
                        + "&X-Amz-Date=20161107T173933Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Signature=d1138cdbc0ca63eec012ec0fc6c2267e03642168f5884a7795320d4c18374c61");
    }

    @Test
    void a_token_equals_the_one_of_the_SDK_for_Rust() {
        AwsCredentials credentials = new AwsCredentials("akid", "secret", null);
        assertThat(RdsToken.sign(HOST, 3306, "peccy", "us-east-1", credentials, Instant.parse("2024-08-26T22:00:00Z")))
                .isEqualTo(HOST + ":3306/?Action=connect&DBUser=peccy&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                        + "&X-Amz-Credential=akid%2F20240826%2Fus-east-1%2Frds-db%2Faws4_request"
                        + "&X-Amz-Date=20240826T220000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Signature=dd0cba843009474347af724090233265628ace491ea17ce3eb3da098b983ad89");
    }

    /** No SDK has a vector for this: the signature was computed once more, in Python, from the description of AWS. */
    @Test
    void a_session_token_and_a_strange_name_are_encoded_and_signed() {
        AwsCredentials credentials = new AwsCredentials("akid", "secret", "to/ken+==");
        assertThat(RdsToken.sign(
                        "db.example.com",
                        5432,
                        "über user",
                        "eu-central-1",
                        credentials,
                        Instant.parse("2024-08-26T22:00:00Z")))
                .contains("DBUser=%C3%BCber%20user", "X-Amz-Security-Token=to%2Fken%2B%3D%3D")
                .endsWith("&X-Amz-Signature=669a204e8907c51dc8c50b4b1117edd6fd31fa812794c0742f95e469f3899543");
    }
}
