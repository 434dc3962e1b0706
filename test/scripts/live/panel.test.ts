/** The panel of a study in Chromium, on the page that the build makes, with quick trials of pre-training. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Listing } from "../../../scripts/live/listing.ts";
import type { OutputFiles } from "../../../scripts/record/record.ts";
import { startBrowser } from "../../helpers/browser.ts";
import { reportOf, writeReport } from "../../helpers/fixture.ts";
import { measuredSlide } from "../../helpers/fixture-slide.ts";
import { runQuickTrials, withSite } from "../../helpers/live-site.ts";
import { waitUntil } from "../../helpers/open-report.ts";

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

/** Presses the button and waits for the end of the run; returns what the panel says. */
async function outcomeOf(page: Page): Promise<readonly [kind: string, text: string]> {
  await page.locator('.run-panel button[name="run"]').click();
  const outcome = page.locator('.run-outcome[data-outcome]:not([data-outcome="running"])');
  await outcome.waitFor({ timeout: 120_000 });
  const kind = (await outcome.getAttribute("data-outcome")) ?? "";
  return [kind, (await outcome.locator(".run-status").textContent()) ?? ""];
}

const listed = JSON.parse(String(files.get(listing))) as Listing;

/** Chooses the trial of a kind, and waits for its fields. */
async function chooseKind(page: Page, kind: string): Promise<void> {
  const key = trials.find(({ trial }) => trial.trial.kind === kind)?.trial.key ?? "";
  await page.locator("[name=trial]:enabled").selectOption(key.slice(0, 12));
  const open = listed.trials.find((trial) => trial.key === key)?.open ?? [];
  await waitUntil(page, `document.querySelectorAll(".run-fields input").length === ${open.length}`);
}

function changed(file: string, change: (bytes: Buffer) => Uint8Array): Record<string, Uint8Array> {
  const content = (files as OutputFiles).get(file);
  assert.ok(content !== undefined, file);
  return { [file]: change(Buffer.from(content)) };
}

test("neither engine, data nor list of trials is loaded before it is used", () =>
  withPanel({}, async (page, address) => {
    const requested: string[] = [];
    page.on("request", (request) => requested.push(request.url()));
    await page.goto(address);
    await page.locator("[name=trial]:enabled").waitFor();
    assert.equal(
      requested.filter((url) => /\/live\/|worker/.test(url)),
      [],
    );
  }));

test("from disk it says in a line where the report can be run", async () => {
  const folder = await mkdtemp(join(tmpdir(), "panel-"));
  await writeReport(files, folder);
  const page = await browser.newPage();
  await page.goto(`${pathToFileURL(folder)}/${study}`);
  assert.ok(await page.locator(".run-disk").isVisible());
  assert.is(
    await page.locator(".run-panel :is(input, select, button, svg)").filter({ visible: true }).count(),
    0,
  );
  await page.close();
  await rm(folder, { recursive: true });
});

test("it opens on a curve: the published one is drawn before anything runs, with the settings of its trial", () =>
  withPanel({}, async (page) => {
    const opening = listed.trials.find(({ key }) => key === listed.opening.key);
    assert.ok(opening?.curve !== undefined && listed.opening.losses.length > 0);
    const plot = page.locator(".run-plot svg").filter({ visible: true });
    assert.is(await plot.locator("polyline.published").count(), 1);
    assert.is(await page.inputValue("[name=steps]"), String(opening.config.steps));
    assert.is(await page.inputValue("[name=seed]"), String(opening.config.seed));
    assert.match(
      (await page.locator(".run-fields .run-field", { hasText: "Steps" }).textContent()) ?? "",
      /1 to 20,000/,
    );
  }));

test("without scripts the published curve is shown", () =>
  withPanel({}, async (page, address) => {
    const still = await page.context().browser()?.newContext({ javaScriptEnabled: false });
    const bare = await still?.newPage();
    await bare?.goto(address);
    assert.is(await bare?.locator(".run-plot polyline.published").filter({ visible: true }).count(), 1);
    await still?.close();
  }));

test("a trial of pre-training is identical: its losses, all numbers and the digest", () =>
  withPanel({}, async (page) => {
    await chooseKind(page, "pretrain");
    const [kind, text] = await outcomeOf(page);
    assert.is(kind, "identical", text);
    assert.match(
      text,
      /^Identical, loss by loss, to the published run: \d+ losses, [\d,]+ numbers and the checksum$/,
    );
    await page.locator(".run-plot .here-end").waitFor();
    assert.is(await page.locator(".run-plot polyline.here").count(), 1);
  }));

test("where the list of trials cannot be loaded, the panel says so, and the next press tries again", () =>
  withPanel({}, async (page) => {
    await page.locator("[name=trial]:enabled").waitFor();
    await page.route(`**/${listing}`, (route) => route.fulfill({ status: 404 }), { times: 1 });
    const [kind, text] = await outcomeOf(page);
    assert.is(kind, "failed");
    assert.match(text, /could not be read/);
    await page.locator('.run-panel button[name="run"]').click();
    await page.locator('.run-outcome[data-outcome="identical"]').waitFor({ timeout: 120_000 });
  }));

test("where the script cannot be loaded, the panel says so", () =>
  withPanel({}, async (page, address) => {
    await page.route("**/assets/live.js", (route) => route.fulfill({ status: 404 }));
    await page.goto(address);
    await page.locator(".run-status", { hasText: "could not be loaded" }).waitFor();
    assert.ok(await page.locator('button[name="run"]').isDisabled());
  }));

test("an adaptation runs its base first and is identical", () =>
  withPanel({}, async (page) => {
    await chooseKind(page, "adaptation");
    const [kind, text] = await outcomeOf(page);
    assert.is(kind, "identical", text);
  }));

test("another number of steps gives a run of the reader's own, drawn with a dash of its own, and a link that carries its settings", () =>
  withPanel({}, async (page) => {
    await chooseKind(page, "pretrain");
    await page.fill("[name=steps]", "5");
    const [kind, text] = await outcomeOf(page);
    assert.is(kind, "own", text);
    assert.match(text, /^Run 1 \(steps 5\) ends at \d\.\d+\.$/);
    await page.fill("[name=steps]", "6");
    assert.match((await outcomeOf(page))[1], /^Run 2 \(steps 6\)/);
    await page.locator(".run-plot .own-name", { hasText: "run 2" }).waitFor();
    const dashes = await page
      .locator(".run-plot polyline.own")
      .evaluateAll((all) => all.map((line) => line.getAttribute("stroke-dasharray")));
    assert.is(new Set(dashes).size, 2);
    const link = page.url();
    assert.match(link, /#run=[0-9a-f]{12}&steps=6$/);
    await page.goto("about:blank");
    await page.goto(link);
    await waitUntil(page, `document.querySelector("[name=steps]").value === "6"`);
  }));

test("typed settings of a published run repeat that run", () => {
  const [first, ...others] = listed.trials;
  assert.ok(first !== undefined);
  const pretraining = listed.trials.find(({ module }) => module.endsWith("pretrain.run.ts"));
  assert.ok(pretraining !== undefined);
  const twin = { ...pretraining, key: "0".repeat(64), config: { ...pretraining.config, seed: 4242 } };
  const ownListing = JSON.stringify({ ...listed, trials: [first, ...others, twin] });
  return withPanel({ [listing]: ownListing }, async (page) => {
    await chooseKind(page, "pretrain");
    await page.fill("[name=seed]", "4242");
    // Its published result is that of another seed, so it is repeated and differs.
    const [kind] = await outcomeOf(page);
    assert.is(kind, "differs");
  });
});

test("the fields are those that the chosen trial lists, and what is typed stays", () => {
  const size = { name: "size", path: "arm.size", label: "number of rows", from: 1, to: 9, whole: true };
  const changedTrials = listed.trials.map((trial) => ({
    ...trial,
    open: trial.key === listed.opening.key ? trial.open : [size, ...trial.open],
  }));
  const ownListing = JSON.stringify({ ...listed, trials: changedTrials });
  return withPanel({ [listing]: ownListing }, async (page) => {
    const other = changedTrials.find(({ key, open }) => key !== listed.opening.key && open.length > 1);
    await page.locator("[name=trial]:enabled").waitFor();
    await page.fill("[name=seed]", "7");
    await page.locator("[name=trial]").selectOption((other?.key ?? "").slice(0, 12));
    await page.locator("[name=size]").waitFor();
    assert.match((await page.locator(".run-fields label").first().textContent()) ?? "", /^Number of rows/);
    const names = await page.locator(".run-fields input").evaluateAll((all) => all.map((one) => one.name));
    assert.equal(names.sort(), trialNames(other).sort());
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
      await page.locator(".run-more summary").click();
      await page.fill(`[name=${name}]`, value);
      const [kind, text] = await outcomeOf(page);
      assert.is(kind, "failed");
      assert.match(text, message);
    }));
}

test("a run whose numbers overflow says at which step", () => {
  const text = String((files as OutputFiles).get(listing));
  const overflowing = text.replaceAll(/"outerLearningRate":[\d.]+/g, '"outerLearningRate":1e38');
  return withPanel({ [listing]: overflowing }, async (page) => {
    await chooseKind(page, "pretrain");
    const [kind, shown] = await outcomeOf(page);
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
      const [kind, text] = await outcomeOf(page);
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
    const [kind, shown] = await outcomeOf(page);
    assert.is(kind, "differs");
    assert.match(shown, /all numbers are equal, the checksum is not/);
  });
});

test("a run can be stopped", () =>
  withPanel({}, async (page) => {
    await page.locator("[name=trial]:enabled").waitFor();
    await page.fill("[name=steps]", "20000");
    await page.locator('button[name="run"]').click();
    await page.locator(".run-status", { hasText: "%" }).waitFor({ timeout: 120_000 });
    await page.locator('button[name="stop"]').click();
    await page.locator(".run-status", { hasText: "Stopped." }).waitFor();
  }));

test.run();
