/** Logging in to Amazon RDS with a token that is signed with the access key of this machine, container or process. */
@NullMarked
package dev.headgate.gateway.aws;

import org.jspecify.annotations.NullMarked;
