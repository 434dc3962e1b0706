/** The panel of a study in Chromium, on the page that the build makes, with quick trials of pre-training. */
import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Listing } from "../../../scripts/live/listing.ts";
import type { OutputFiles } from "../../../scripts/record/record.ts";
import { startBrowser } from "../../helpers/browser.ts";
import { reportOf } from "../../helpers/fixture.ts";
import { measuredSlide } from "../../helpers/fixture-slide.ts";
import { runQuickTrials, withSite } from "../../helpers/live-site.ts";

const test = suite("the panel that repeats trials");

const { published, trials } = await runQuickTrials(["pretrain", "adaptation"]);
const measured = measuredSlide({ published });
const { files } = await reportOf([{ ...measured, trials }]);
const listing = `live/${measured.slide.name}.json`;
const study = `slides/${measured.slide.name}/index.html`;
const browser = await startBrowser();
test.after(() => browser.close());

/** Opens the study of a site with some files changed. */
const withPanel = (
  changes: Readonly<Record<string, string | Uint8Array>>,
  use: (page: Page, address: string) => Promise<void>,
): Promise<void> =>
  withSite(new Map([...files, ...Object.entries(changes)]), async (address) => {
    const page = await browser.newPage();
    try {
      await page.goto(address + study);
      await use(page, address + study);
    } finally {
      await page.close();
    }
  });

/** Presses a button and waits for the end of the run; returns what the panel says. */
async function outcomeOf(page: Page, press: "run" | "own"): Promise<readonly [kind: string, text: string]> {
  await page.locator(`.run-panel button[name="${press}"]`).click();
  const outcome = page.locator('.run-outcome:not([data-outcome="running"])');
  await outcome.waitFor({ timeout: 120_000 });
  const kind = (await outcome.getAttribute("data-outcome")) ?? "";
  return [kind, (await outcome.locator(".run-status").textContent()) ?? ""];
}

const chooseKind = (page: Page, kind: string) =>
  page
    .locator("[name=trial]")
    .selectOption({ index: trials.findIndex(({ trial }) => trial.trial.kind === kind) });

function changed(file: string, change: (bytes: Buffer) => Uint8Array): Record<string, Uint8Array> {
  const content = (files as OutputFiles).get(file);
  assert.ok(content !== undefined, file);
  return { [file]: change(Buffer.from(content)) };
}

test("nothing of it is loaded before a button is pressed", () =>
  withPanel({}, async (page, address) => {
    const requested: string[] = [];
    page.on("request", (request) => requested.push(request.url()));
    await page.goto(address);
    assert.equal(
      requested.filter((url) => /live|worker/.test(url)),
      [],
    );
    assert.ok(await page.locator(".run-panel").isVisible());
  }));

test("the page holds a group's name once, and a closed list shows it with the seed", () =>
  withPanel({}, async (page) => {
    const [option = "", group = ""] = await page
      .locator("optgroup option")
      .first()
      .evaluate((first) => [first.textContent ?? "", first.parentElement?.getAttribute("label") ?? ""]);
    assert.match(option, /, seed \d+$/);
    assert.ok(group.length > 0 && option.startsWith(`${group}, `), option);
    assert.is(String(files.get(study)).split(`"${group}"`).length, 2);
  }));

test("a trial of pre-training is identical: its losses, all numbers and the digest", () =>
  withPanel({}, async (page) => {
    await chooseKind(page, "pretrain");
    const [kind, text] = await outcomeOf(page, "run");
    assert.is(kind, "identical", text);
    assert.match(text, /^✓ identical: (\d+) of \1 losses, ([\d,]+) of \2 numbers, and the digest$/);
    assert.is(await page.locator(".run-plot polyline.here").count(), 1);
  }));

for (const [what, pattern] of [
  ["the script", "**/assets/live.js"],
  ["the listing", `**/${listing}`],
] as const) {
  test(`where ${what} cannot be loaded, the panel says so, and the next press tries again`, () =>
    withPanel({}, async (page) => {
      await page.route(pattern, (route) => route.fulfill({ status: 404 }), { times: 1 });
      await chooseKind(page, "pretrain");
      const [kind, text] = await outcomeOf(page, "run");
      assert.is(kind, "failed");
      assert.match(text, /could not be (?:loaded|read)/);
      await page.locator('.run-panel button[name="run"]').click();
      await page.locator('.run-outcome[data-outcome="identical"]').waitFor({ timeout: 120_000 });
    }));
}

test("an adaptation runs its base first and is identical", () =>
  withPanel({}, async (page) => {
    await chooseKind(page, "adaptation");
    const [kind, text] = await outcomeOf(page, "run");
    assert.is(kind, "identical", text);
  }));

test("another number of steps gives a run of the reader's own, and a link that carries its settings", () =>
  withPanel({}, async (page) => {
    await chooseKind(page, "pretrain");
    await page.locator(".run-own summary").click();
    await page.fill("[name=steps]", "5");
    const [kind, text] = await outcomeOf(page, "own");
    assert.is(kind, "own", text);
    assert.match(text, /^Your run \(steps 5\) ends at a held-out loss of \d\.\d+\.$/);
    const link = page.url();
    assert.match(link, /#run=[0-9a-f]{12}&steps=5$/);
    await page.goto("about:blank");
    await page.goto(link);
    await page.locator(".run-own[open]").waitFor();
    await page.locator("[name=steps]").waitFor();
    assert.is(await page.inputValue("[name=steps]"), "5");
  }));

test("the fields are those that the chosen trial lists, and what is typed stays", () => {
  const published = JSON.parse(String(files.get(listing))) as Listing;
  const size = { name: "size", path: "arm.size", label: "number of rows", from: 1, to: 9, whole: true };
  const changedTrials = published.trials.map((trial, index) => ({
    ...trial,
    open: index === 0 ? [size, ...trial.open.slice(1)] : trial.open,
  }));
  const ownListing = JSON.stringify({ ...published, trials: changedTrials });
  return withPanel({ [listing]: ownListing }, async (page) => {
    const namesOf = () => page.locator(".run-fields input").evaluateAll((all) => all.map((one) => one.name));
    await page.locator(".run-own summary").click();
    await page.locator("[name=size]").waitFor();
    assert.equal(await namesOf(), ["size", ...trialNames(changedTrials[0]).slice(1)]);
    assert.match((await page.locator(".run-fields label").first().textContent()) ?? "", /^Number of rows/);
    await page.fill("[name=seed]", "7");
    await page.locator("[name=trial]").selectOption({ index: 1 });
    await page.locator("[name=size]").waitFor({ state: "detached" });
    assert.equal(await namesOf(), trialNames(changedTrials[1]));
    assert.is(await page.inputValue("[name=seed]"), "7");
  });
});

const trialNames = (trial?: Listing["trials"][number]) => (trial?.open ?? []).map(({ name }) => name);

const mistakes = [
  ["steps", "many", /steps: “many” is not a whole number from 1 to 20000/],
  ["learningRate", "-1", /learning rate: “-1” is not a number from/],
] as const;

for (const [name, value, message] of mistakes) {
  test(`the setting ${name} = ${value} is refused before anything is downloaded`, () =>
    withPanel({}, async (page) => {
      await chooseKind(page, "pretrain");
      await page.locator(".run-own summary").click();
      await page.fill(`[name=${name}]`, value);
      const [kind, text] = await outcomeOf(page, "own");
      assert.is(kind, "failed");
      assert.match(text, message);
    }));
}

test("a run whose numbers overflow says at which step", () => {
  const text = String((files as OutputFiles).get(listing));
  const overflowing = text.replaceAll(/"outerLearningRate":[\d.]+/g, '"outerLearningRate":1e38');
  return withPanel({ [listing]: overflowing }, async (page) => {
    await chooseKind(page, "pretrain");
    const [kind, shown] = await outcomeOf(page, "run");
    assert.is(kind, "failed");
    assert.match(shown, /is not finite at step \d+/);
  });
});

const damages = [
  [
    "a corrupted kernel",
    changed("live/kernels.wasm", (bytes) => bytes.fill(1, 99, 100)),
    /live\/kernels\.wasm is not the file .* checksum differs/,
  ],
  [
    "a truncated data file",
    changed("live/data/addresses.bin", (bytes) => bytes.subarray(0, 1000)),
    /live\/data\/addresses\.bin is cut off: 1000 of \d+ bytes/,
  ],
  ["a worker that dies", { "assets/worker.js": "throw new Error('broken')" }, /the worker died: .*broken/],
] as const;

for (const [damage, change, message] of damages) {
  test(`${damage} ends the run with its message`, () =>
    withPanel(change, async (page) => {
      const [kind, text] = await outcomeOf(page, "run");
      assert.is(kind, "failed");
      assert.match(text, message);
    }));
}

test("a wrong digest is a difference, though all numbers are equal", () => {
  const text = String((files as OutputFiles).get(listing)).replaceAll(
    /"digest":"[0-9a-f]{4}/g,
    '"digest":"0000',
  );
  return withPanel({ [listing]: text }, async (page) => {
    const [kind, shown] = await outcomeOf(page, "run");
    assert.is(kind, "differs");
    assert.match(shown, /all numbers are equal, the digest is not/);
  });
});

test("a run can be stopped", () =>
  withPanel({}, async (page) => {
    await page.locator(".run-own summary").click();
    await page.fill("[name=steps]", "20000");
    await page.locator('button[name="own"]').click();
    await page.locator(".run-status", { hasText: "%" }).waitFor({ timeout: 120_000 });
    await page.locator('button[name="stop"]').click();
    await page.locator(".run-status", { hasText: "Stopped." }).waitFor();
  }));

test.run();
