package dev.headgate.gateway.event;

import dev.headgate.gateway.config.NotificationChannel.Mail;
import dev.headgate.gateway.config.NotificationChannel.MailTls;
import dev.headgate.gateway.config.Secret;
import dev.headgate.gateway.status.GatewayEvent;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Sends plain-text mails over SMTP. */
final class MailSender implements MessageSender {
    private static final String TIMEOUT_MILLIS = "10000";
    private static final int SUBJECT_MAX = 150;

    private final Mail mail;

    MailSender(Mail mail) {
        this.mail = mail;
    }

    @Override
    public void send(Message message) throws IOException {
        Session session = Session.getInstance(properties());
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage mime = mime(session, message);
            Secret password = mail.password();
            transport.connect(mail.host(), mail.port(), mail.user(), password == null ? null : password.reveal());
            transport.sendMessage(mime, mime.getAllRecipients());
        } catch (MessagingException e) {
            throw new IOException(
                    "the mail server " + mail.host() + ":" + mail.port() + " did not take the mail ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.auth", String.valueOf(mail.user() != null));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(mail.tls() == MailTls.IMPLICIT));
        boolean startTls = mail.tls() == MailTls.STARTTLS;
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(startTls));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(startTls));
        return properties;
    }

    private MimeMessage mime(Session session, Message message) throws MessagingException {
        MimeMessage mime = new MimeMessage(session);
        mime.setFrom(new InternetAddress(mail.from()));
        for (String address : mail.to()) {
            mime.addRecipient(RecipientType.TO, new InternetAddress(address));
        }
        mime.setSubject(subject(message.text()), "UTF-8");
        mime.setSentDate(Date.from(message.event().at()));
        mime.setText(body(message), "UTF-8");
        return mime;
    }

    /** The first line, without what a header must not have. */
    private static String subject(String text) {
        String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
        return line.length() <= SUBJECT_MAX ? line : line.substring(0, SUBJECT_MAX) + "...";
    }

    private static String body(Message message) {
        GatewayEvent event = message.event();
        StringBuilder body = new StringBuilder(message.text()).append("\r\n\r\n");
        line(body, "Event", Message.label(event.kind()));
        line(body, "Severity", Message.label(event.severity()));
        line(body, "Time", event.at().toString());
        line(body, "Host", message.host());
        line(body, "Source", event.source());
        line(body, "Table", event.table());
        line(body, "Error", event.error());
        line(body, "What to do", event.remedy());
        return body.toString();
    }

    private static void line(StringBuilder body, String name, @Nullable String value) {
        if (value != null) {
            body.append(name).append(": ").append(value).append("\r\n");
        }
    }
}
