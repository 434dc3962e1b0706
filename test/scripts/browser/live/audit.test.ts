/** The audit of a sample of trials in Chromium, on the page that the build makes, with quick trials of pre-training. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ListedTrial, Listing } from "../../../../scripts/live/listing.ts";
import { parseReproduction } from "../../../../scripts/verdicts/reproductions.ts";
import { startBrowser } from "../../../helpers/browser.ts";
import { facts, reportOf } from "../../../helpers/fixture.ts";
import { measuredSlide } from "../../../helpers/fixture-slide.ts";
import { runQuickTrials, withSite } from "../../../helpers/live-site.ts";

const test = suite("the audit in a browser");

const { published, trials } = await runQuickTrials(["pretrain"]);
const { files } = await reportOf([{ ...measuredSlide({ published }), trials }]);
const browser = await startBrowser();
test.after(() => browser.close());

const AUDIT = "live/audit.json";
const listed = JSON.parse(String(files.get(AUDIT))) as Listing;
const [first] = listed.trials;
if (first === undefined) throw new Error("no training to audit");

/** Trainings with other keys and the same result. */
const twins = Array.from(
  { length: 7 },
  (_, index): ListedTrial => ({ ...first, key: String(index).repeat(64), seed: index }),
);

const withAudit = (listing: readonly ListedTrial[], use: (page: Page) => Promise<void>): Promise<void> =>
  withSite(new Map([...files, [AUDIT, JSON.stringify({ ...listed, trials: listing })]]), async (address) => {
    const page = await browser.newPage();
    try {
      await page.goto(`${address}checklist.html`);
      await use(page);
    } finally {
      await page.close();
    }
  });

/** Audits; returns the outcome, what the panel says, its lines, and the file that it offers. */
async function audited(page: Page) {
  await page.locator('.run-panel button[name="run"]:enabled').click();
  const outcome = page.locator('.run-outcome[data-outcome]:not([data-outcome="running"])');
  await outcome.waitFor({ timeout: 240_000 });
  const lines = await outcome.locator(".run-list li").allTextContents();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    outcome.getByRole("link", { name: "Save the outcome as JSON" }).click(),
  ]);
  const saved = await readFile(await download.path(), "utf8");
  const status = await outcome.locator(".run-status").textContent();
  return { outcome: await outcome.getAttribute("data-outcome"), status, lines, saved };
}

test("nothing is downloaded before the button is pressed", () =>
  withAudit(twins, async (page) => {
    const requested: string[] = [];
    page.on("request", (request) => requested.push(request.url()));
    await page.reload();
    await page.locator('.run-panel button[name="run"]:enabled').waitFor();
    assert.equal(
      requested.filter((url) => /\/live\/|worker/.test(url)),
      [],
    );
  }));

test("five of the trainings are identical, and the outcome is a reproduction that lacks only a name", () =>
  withAudit(twins, async (page) => {
    const { outcome, status, lines, saved } = await audited(page);
    assert.is(status, "5 of 5 identical");
    assert.is(outcome, "identical");
    assert.is(lines.filter((line) => /^\S.*: identical$/.test(line)).length, 5);
    const named = JSON.parse(saved);
    assert.is(named.who, "");
    const reproduction = parseReproduction("mine.json", JSON.stringify({ ...named, who: "A reader" }));
    assert.is(reproduction.commit, facts.commit);
    assert.is(reproduction.engine, "wasm");
    assert.match(reproduction.runtime, /Chrome\//);
    assert.equal(reproduction.different, {});
    assert.is(Object.keys(reproduction.identical).length, 5);
    for (const digest of Object.values(reproduction.identical)) assert.is(digest, first.digest);
  }));

test("a forged digest is reported as different, in the list and in the file", () => {
  const forged = "f".repeat(64);
  const two = twins.slice(0, 2).map((trial, index) => (index === 0 ? { ...trial, digest: forged } : trial));
  return withAudit(two, async (page) => {
    const { outcome, status, lines, saved } = await audited(page);
    assert.is(status, "1 of 2 identical");
    assert.is(outcome, "differs");
    const different = lines.filter((line) => line.includes("different"));
    assert.is(different.length, 1);
    assert.match(different[0] ?? "", `seed 0: different: ${first.digest}, published ${forged}`);
    const { identical, different: named } = JSON.parse(saved);
    assert.equal(named, { [twins[0]?.key ?? ""]: { published: forged, here: first.digest } });
    assert.equal(identical, { [twins[1]?.key ?? ""]: first.digest });
  });
});

test("another seed is planned at once, and one that is no number is refused", () =>
  withAudit(twins, async (page) => {
    await page.locator("[name=seed]:enabled").waitFor();
    await page.fill("[name=seed]", "7");
    await page.locator('button[name="run"]', { hasText: "Audit 5 runs here" }).waitFor();
    await page.fill("[name=seed]", "-1");
    await page.locator(".run-status", { hasText: "not a whole number" }).waitFor();
  }));

test("an audit can be stopped", () =>
  withAudit(
    twins.map((trial) => ({ ...trial, config: { ...trial.config, steps: 20_000 } })),
    async (page) => {
      await page.locator('button[name="run"]:enabled').click();
      await page.locator(".run-status", { hasText: "left in all" }).waitFor({ timeout: 240_000 });
      await page.locator('button[name="stop"]').click();
      await page.locator(".run-status", { hasText: "Stopped." }).waitFor();
    },
  ));

test("without scripts the page says that running needs them", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await withSite(files, async (address) => {
    const page = await context.newPage();
    await page.goto(`${address}checklist.html`);
    assert.match((await page.locator(".run-panel").textContent()) ?? "", /needs scripts/);
    assert.ok(await page.locator('button[name="run"]').isDisabled());
  });
  await context.close();
});

test.run();
