package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.admin.AdminServer;
import dev.headgate.gateway.config.AdminConfig;
import dev.headgate.gateway.config.Secret;
import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.status.SourceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The status page in headless Chromium, with a picture of every state in {@code target/screenshots}. */
final class PageTest {

    private static final String TOKEN = "0123456789abcdef";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path PICTURES = Path.of("target", "screenshots");

    /** In one piece, since the page changes while it is looked at. */
    private static final String CONTRAST = """
            const parts = (color) => color.match(/[0-9.]+/g).map(Number);
            const linear = (part) => {
              const share = part / 255;
              return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            };
            const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
            const ground = (element) => {
              for (let each = element; each; each = each.parentElement) {
                const color = getComputedStyle(each).backgroundColor;
                if (color.startsWith('rgb') && (parts(color)[3] ?? 1) === 1) return color;
              }
              return 'rgb(255, 255, 255)';
            };
            return [...document.querySelectorAll('header *, .source *, .events *, footer *, dialog[open] *')]
              .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
                && element.checkVisibility() && !element.closest('.unseen, .skip, option'))
              .map((element) => {
                const text = getComputedStyle(element).color;
                const [one, other] = [luminance(parts(text)), luminance(parts(ground(element)))];
                const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
                return contrast >= 4.5 ? null
                  : element.outerHTML.slice(0, 120) + ': ' + text + ' on ' + ground(element) + ' = ' + contrast;
              })
              .filter((fault) => fault);
            """;
    private static ChromeDriver browser;

    private final PageFixture gateway = new PageFixture();
    private AdminServer server;

    @BeforeAll
    static void openBrowser() {
        ChromeOptions options = new ChromeOptions();
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--lang=en-GB");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.setBinary(onPath("chromium").toFile());
        // Named, so that nothing is looked for, fetched or reported on the network.
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(onPath("chromedriver").toFile())
                        .build(),
                options);
    }

    private static Path onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(program + " is missing: run acceptance/install-browser"));
    }

    @AfterAll
    static void closeBrowser() {
        browser.quit();
    }

    @BeforeEach
    void serve() {
        server = AdminServer.start(
                new AdminConfig(true, "127.0.0.1", 0, List.of(), new Secret(TOKEN), null),
                gateway,
                new GatewayMetrics("0.1.0"));
        scheme("light");
        browser.manage().logs().get(LogType.BROWSER);
    }

    @AfterEach
    void stop() {
        browser.get("about:blank");
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connecting", "snapshotting", "streaming", "back-pressured", "halted"})
    void every_state_can_be_read_on_a_desk_at_night_and_on_a_phone(String state) throws IOException {
        gateway.show(sources(state));
        open(1360, 900);
        WebElement badge = browser.findElement(By.cssSelector(".source .badge"));
        assertThat(badge.getText()).isEqualTo(state.equals("snapshotting") ? "streaming" : state.replace('-', ' '));
        assertThat(tooFaint()).as("text without enough contrast, by day").isEmpty();
        picture(state + "-desk");

        scheme("dark");
        open(1360, 900);
        assertThat(tooFaint()).as("text without enough contrast, at night").isEmpty();
        picture(state + "-night");

        scheme("light");
        open(390, 844);
        long width = number("return document.documentElement.scrollWidth");
        assertThat(width).as("nothing has to be scrolled sideways on a phone").isLessThanOrEqualTo(390);
        picture(state + "-phone");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void a_halt_shows_its_error_and_its_remedy_and_names_itself_in_the_title() {
        gateway.show(PageFixture.halted());
        open(1360, 900);

        assertThat(browser.getTitle()).isEqualTo("(1 halted) Headgate");
        assertThat(browser.findElement(By.cssSelector(".error.final")).getText())
                .contains("HG-3003 SLOT_LOST", "What to do:", "headgate accept-lineage mfg_paloalto");
    }

    @Test
    void what_changes_is_shown_without_loading_the_page_again_and_is_said_to_a_screen_reader() {
        gateway.show(PageFixture.streaming());
        open(1360, 900);
        browser.executeScript("window.mark = 'same page'");

        gateway.show(PageFixture.halted());

        awaitText(By.cssSelector(".source .badge"), "halted");
        assertThat(browser.findElement(By.id("said")).getAttribute("textContent")).isEqualTo("mfg_paloalto is halted");
        assertThat(browser.executeScript("return window.mark")).isEqualTo("same page");
    }

    @Test
    void a_gateway_that_dies_is_told_and_what_is_shown_stays() {
        gateway.show(PageFixture.streaming());
        open(1360, 900);
        gateway.fail(true);
        awaitText(By.id("unreachable"), "The gateway does not answer; what is shown is from ");
        assertThat(browser.findElements(By.className("source"))).hasSize(1);
        gateway.fail(false);
        Await.until(
                "the notice goes away",
                SOON,
                () -> !browser.findElement(By.id("unreachable")).isDisplayed());
    }

    @Test
    void a_table_is_refreshed_with_the_keyboard_alone_once_the_token_is_given() {
        gateway.show(PageFixture.backPressured());
        open(1360, 900);
        WebElement refresh = button("Refresh public.accounts");
        focus(refresh);
        press(Keys.ENTER);
        Await.until("the dialog asks for the token", SOON, () -> browser.findElement(By.id("token"))
                .equals(browser.switchTo().activeElement()));
        press("wrong-wrong-wrong", Keys.ENTER);
        awaitText(By.id("dialog-problem"), "this is not the admin.token");
        assertThat(gateway.commands()).isEmpty();

        press(TOKEN, Keys.ENTER);

        Await.until("the command arrives", SOON, () -> !gateway.commands().isEmpty());
        assertThat(gateway.commands()).containsExactly("refresh crm public.accounts");
        Await.until("the focus is back", SOON, () -> refresh.equals(browser.switchTo().activeElement()));
        Await.until("the result is said", SOON, () -> "refresh of public.accounts was asked for"
                .equals(browser.findElement(By.id("said")).getAttribute("textContent")));

        focus(button("Pause public.accounts"));
        press(Keys.ENTER);
        awaitText(By.id("dialog-title"), "Pause public.accounts?");
        assertThat(browser.findElement(By.id("token")).isDisplayed())
                .as("the token is asked for once in a tab")
                .isFalse();
        press(Keys.ESCAPE);
        focus(button("Resume public.contacts"));
        press(Keys.ENTER);
        press(Keys.ENTER);
        Await.until("the second command arrives", SOON, () -> gateway.commands().size() == 2);
        assertThat(gateway.commands()).last().isEqualTo("resume crm public.contacts");
    }

    @Test
    void the_dialog_for_the_token_can_be_looked_at() throws IOException {
        gateway.show(PageFixture.backPressured());
        open(1360, 900);
        button("Pause public.accounts").click();
        assertThat(tooFaint()).isEmpty();
        picture("dialog-desk");
    }

    @Test
    void every_control_has_a_name_and_tables_have_captions_and_headings() {
        gateway.show(PageFixture.streaming(), PageFixture.backPressured());
        open(1360, 900);
        for (WebElement control : browser.findElements(By.cssSelector("button, input, a, summary"))) {
            if (control.isDisplayed()) {
                assertThat(control.getAccessibleName()).as(control.getAttribute("outerHTML")).isNotBlank();
            }
        }
        for (WebElement table : browser.findElements(By.tagName("table"))) {
            assertThat(table.findElements(By.tagName("caption"))).hasSize(1);
            assertThat(table.findElements(By.cssSelector("th[scope=row]"))).isNotEmpty();
        }
        assertThat(browser.findElements(By.tagName("h1"))).hasSize(1);
        assertThat(browser.findElement(By.tagName("html")).getAttribute("lang")).isEqualTo("en");
    }

    @Test
    void many_tables_can_be_filtered() {
        gateway.show(PageFixture.streaming());
        open(1360, 900);
        WebElement filter = browser.findElement(By.cssSelector("input[type=search]"));
        filter.sendKeys("näme");
        assertThat(browser.findElements(By.cssSelector("tbody th")).stream()
                        .filter(WebElement::isDisplayed)
                        .map(WebElement::getText))
                .containsExactly("iot1.\"Odd Näme\"");
    }

    private static SourceStatus[] sources(String state) {
        return switch (state) {
            case "connecting" -> new SourceStatus[] {PageFixture.connecting()};
            case "snapshotting" -> new SourceStatus[] {PageFixture.snapshotting()};
            case "streaming" -> new SourceStatus[] {PageFixture.streaming()};
            case "back-pressured" -> new SourceStatus[] {PageFixture.backPressured(), PageFixture.streaming()};
            default -> new SourceStatus[] {PageFixture.halted(), PageFixture.backPressured()};
        };
    }

    private void open(int width, int height) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        browser.manage().window().setSize(new Dimension(Math.max(width, 520), height));
        browser.get("http://127.0.0.1:" + server.port() + "/");
        browser.executeScript("sessionStorage.clear()");
        awaitText(By.id("freshness"), "Live");
        Await.until("the history is drawn", SOON, () -> !browser.findElements(By.cssSelector(".tile svg"))
                .isEmpty());
    }

    private static void scheme(String name) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(
                        Map.of("name", "prefers-color-scheme", "value", name),
                        Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    private static void picture(String name) throws IOException {
        long height = number("return document.documentElement.scrollHeight");
        long width = number("return window.innerWidth");
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    /** Texts whose contrast with what is behind them is below 4.5 to 1, as WCAG 2.2 asks for. */
    private static List<?> tooFaint() {
        return browser.executeScript(CONTRAST) instanceof List<?> faint ? faint : List.of("no list");
    }

    /** What the browser wrote to its console: a refused script or style, a failed request. */
    private static List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getMessage())
                .toList();
    }

    private static WebElement button(String name) {
        return browser.findElement(By.cssSelector("button[aria-label='" + name + "']"));
    }

    private static void focus(WebElement element) {
        browser.executeScript("arguments[0].focus()", element);
    }

    private static void press(CharSequence... keys) {
        browser.switchTo().activeElement().sendKeys(keys);
    }

    private static long number(String script) {
        return browser.executeScript(script) instanceof Number number ? number.longValue() : -1;
    }

    private static void awaitText(By where, String text) {
        Await.until(
                "'" + text + "' at " + where,
                SOON,
                () -> browser.findElement(where).getText().startsWith(text),
                () -> browser.findElement(where).getText());
    }
}
