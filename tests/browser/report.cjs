// The HTML report in a real browser: the filter filters, links open their case, nothing that a
// target sent runs, nothing is loaded, the page fits a phone, a screen reader finds its way.
// Arguments: the browser, a report of a run with failures, one of a hostile target, a matrix of the
// two, and a folder for screenshots. Needs playwright-core and axe-core.
"use strict";
const assert = require("node:assert");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const axe = require("axe-core");
const { chromium } = require("playwright-core");

const [executablePath, failing, hostile, matrix, shots] = process.argv.slice(2);
const url = (file, hash = "") => pathToFileURL(path.resolve(file)).href + hash;

async function open(browser, file, options = {}) {
  const { hash = "", ...context } = options;
  const page = await (await browser.newContext(context)).newPage();
  page.wrong = [];
  page.on("console", (message) => page.wrong.push(message.text()));
  page.on("pageerror", (error) => page.wrong.push(error.message));
  page.on("dialog", (dialog) => { page.wrong.push("a dialog"); dialog.dismiss(); });
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url(file)) page.wrong.push(`loads ${request.url()}`);
  });
  await page.goto(url(file, hash));
  return page;
}

const shown = (page) => page.locator(".case:visible");
// What follows a click or a key the page does in its own time, and the browser tells of an address
// later still: both are waited for, never read once.
const says = (page, count, all) =>
  page.locator("#shown", { hasText: new RegExp(`^${count} of ${all} shown$`) }).waitFor();
const addressed = (page, hash) =>
  page.waitForFunction((wanted) => location.hash === wanted, hash).catch(async () =>
    assert.strictEqual(await page.evaluate(() => location.hash), hash));
const gone = (locator) => locator.first().waitFor({ state: "hidden" });
const close = async (page) => {
  assert.deepStrictEqual(page.wrong, []);
  await page.context().close();
};

async function filters(browser) {
  const page = await open(browser, failing);
  const all = await shown(page).count();
  await says(page, all, all);
  const failed = await page.locator(".case.fail").count();
  assert.ok(failed > 0 && failed < all);
  await page.getByRole("checkbox", { name: /^PASS/ }).uncheck();
  await gone(page.locator(".case:not(.fail):visible"));
  await says(page, failed, all);
  assert.strictEqual(await shown(page).count(), failed);
  await page.getByRole("searchbox", { name: "with the text" }).fill("LOCATION-leads");
  await says(page, 1, all);
  assert.strictEqual(await shown(page).count(), 1);
  // What is chosen stands in the address, and whoever follows it sees the same.
  const hash = "#/?verdict=fail&text=LOCATION-leads";
  await addressed(page, hash);
  const again = await open(browser, failing, { hash });
  await says(again, 1, all);
  assert.strictEqual(await shown(again).count(), 1);
  await close(again);
  await page.getByRole("searchbox").fill("nothing has this text");
  await says(page, 0, all);
  assert.strictEqual(await shown(page).count(), 0);
  await gone(page.locator("section.cases:visible"));
  // A link to a case that the filter hides brings it back.
  const id = "create/location-leads-to-the-pending-object";
  const link = page.locator(`.cause a[href='#${id}']`).first();
  await link.locator("xpath=ancestor::details/summary").click();
  await link.click();
  await page.locator(`.case[open] > [id='${id}']`).waitFor();
  await says(page, all, all);
  assert.strictEqual(await shown(page).count(), all);
  await close(page);
}

// A count of the head shows the cases of that verdict.
async function counts(browser) {
  const page = await open(browser, failing);
  await page.locator("a.count.fail").click();
  await addressed(page, "#/?verdict=fail");
  await gone(page.locator(".case:not(.fail):visible"));
  assert.ok(await shown(page).count() > 0);
  await close(page);
}

async function copies(browser) {
  const page = await open(browser, failing, { permissions: ["clipboard-read", "clipboard-write"] });
  for (const [button, part] of [["Copy the script", "#!/bin/sh"], ["Copy the deviation", "- requirement: "]]) {
    const first = page.getByRole("button", { name: button }).first();
    // A file has no clipboard in every browser: the button is not offered then.
    if (!await first.isVisible()) continue;
    await first.click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.startsWith(part), copied);
    await page.getByRole("button", { name: "Copied" }).waitFor({ state: "hidden" });
  }
  await close(page);
}

// What differs is marked: in the pair, and in the answer itself.
async function marks(browser) {
  const page = await open(browser, failing);
  assert.ok(await page.locator(".cause .compare mark").count() > 0);
  const card = page.locator(".cause").filter({ hasText: "failed.error-code: body" });
  await card.locator(".exchange > summary").click();
  assert.match(await card.locator("pre[aria-label='Response body'] mark").textContent(), /IssuerFailure/);
  assert.ok(await page.locator(".case.fail[open]").count() > 0);
  assert.strictEqual(await page.locator(".case.pass[open]").count(), 0);
  assert.ok(await page.locator(".step .state.setup").count() > 0);
  assert.ok(await page.locator(".timeline rect").count() > 100);
  await close(page);
}

async function links(browser, javaScriptEnabled) {
  const hash = "#create/location-leads-to-the-pending-object";
  const page = await open(browser, failing, { hash, javaScriptEnabled });
  const body = page.locator("[id='create/location-leads-to-the-pending-object']");
  await body.waitFor({ state: "visible" });
  await page.waitForFunction((id) => {
    const top = document.getElementById(id).getBoundingClientRect().top;
    return top >= 0 && top < innerHeight;
  }, hash.slice(1));
  assert.strictEqual(await page.locator("#filter").isVisible(), javaScriptEnabled);
  await close(page);
}

async function keyboard(browser) {
  const page = await open(browser, failing);
  await page.keyboard.press("Tab");
  await page.locator(":focus", { hasText: /^Skip to the cases$/ }).waitFor();
  const summary = page.locator(".case:not([open]) > summary").first();
  const first = await summary.locator("xpath=..").elementHandle();
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((element) => element.open, first);
  for (const input of await page.locator("#filter input").all()) {
    assert.ok(await input.evaluate((element) => element.labels.length === 1));
  }
  await close(page);
}

// What axe-core knows of WCAG, contrast included; with much of it open, for it skips what is hidden.
async function accessible(browser) {
  for (const file of [failing, hostile, matrix]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(browser, file, { colorScheme });
      for (const one of (await page.locator("details").all()).slice(0, 60)) {
        await one.evaluate((details) => { details.open = true; });
      }
      await page.evaluate(axe.source);
      const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      assert.ok(found.passes.length > 10, "axe looked at next to nothing");
      const wrong = found.violations.map((v) => `${v.id}: ${v.nodes[0].failureSummary}`);
      assert.deepStrictEqual(wrong, [], `${file}, ${colorScheme}`);
      await close(page);
    }
  }
}

// A few pages: what broke, and no exchanges.
async function prints(browser) {
  const page = await open(browser, failing);
  await page.emulateMedia({ media: "print" });
  for (const left of ["#filter", ".case.pass", ".exchange", ".actions"]) {
    assert.strictEqual(await page.locator(`${left}:visible`).count(), 0, left);
  }
  assert.ok(await page.locator(".case.fail:visible").count() > 0);
  assert.ok(await page.locator(".cause .compare:visible").count() > 0);
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  const pages = pdf.match(/\/Type\s*\/Page[^s]/g).length;
  assert.ok(pages > 1 && pages < 16, `${pages} pages`);
  await close(page);
}

async function stays_text(browser) {
  const page = await open(browser, hostile);
  await page.locator("#toggle").click();
  await page.getByRole("button", { name: "Close all shown" }).waitFor();
  await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
  assert.ok(await page.getByText("</script><script>alert(1)</script>").first().isVisible());
  assert.strictEqual(await page.locator("script").count(), 1);
  assert.strictEqual(await page.locator("img, iframe, object, embed, link, svg:not(.timeline)").count(), 0);
  assert.ok((await page.locator("body").innerText()).includes("\\u{1b}[31m"));
  // Even a script that got in would not run.
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'ran'";
    document.body.append(script);
  });
  assert.notStrictEqual(await page.title(), "ran");
  page.wrong = page.wrong.filter((text) => !text.includes("Content Security Policy"));
  await close(page);
}

async function looks(browser) {
  const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, viewport] of Object.entries(sizes)) {
      for (const [what, file] of [["failing", failing], ["hostile", hostile]]) {
        const page = await open(browser, file, { colorScheme, viewport });
        for (const element of await page.locator(".case.fail").all()) {
          await element.evaluate((details) => { details.open = true; });
        }
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${what} ${name}: ${over} pixels too wide`);
        if (shots) await page.screenshot({ path: path.join(shots, `${what}-${colorScheme}-${name}.png`) });
        await close(page);
      }
    }
  }
}

(async () => {
  const args = process.getuid && process.getuid() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    await filters(browser);
    await counts(browser);
    await copies(browser);
    await marks(browser);
    await links(browser, true);
    await links(browser, false);
    await keyboard(browser);
    await accessible(browser);
    await prints(browser);
    await stays_text(browser);
    await looks(browser);
  } finally {
    await browser.close();
  }
  console.log("the filter filters, links open their case, hostile text stays text, nothing is loaded, "
    + "axe-core finds nothing");
})().catch((error) => { console.error(error); process.exitCode = 1; });
