import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { CheckValues, Results } from "../../../experiments/kit/experiment.ts";
import { verdictsFor } from "../../../scripts/build/facts.ts";
import type { BuildFacts, SlideRecord } from "../../../scripts/record/record.ts";
import { type BuiltReport, effects, facts, reportOf } from "../../helpers/fixture.ts";
import { edited, measuredSlide, slide } from "../../helpers/fixture-slide.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("claims and checks of a slide");

const check = (id: string) => `
  - id: ${id}
    drawn: what the deck draws
    metric: fields that differ
    unit: fields
    rule: { kind: exact, equals: 0, tolerance: 0 }`;

/** The slide with two checks of these values; `onlyChecks` leaves its claims out. */
async function withChecks(
  values: CheckValues,
  { onlyChecks = false, profile = "default" as BuildFacts["profile"] } = {},
): Promise<SlideRecord & Pick<BuiltReport, "files">> {
  const parsed = edited((text) =>
    text.replace("\n---\n", `\nchecks:${check("fields")}${check("names")}\n---\n`),
  );
  const results: Results = {
    ...(slide.results as Results),
    ...(onlyChecks && { estimates: () => ({}) }),
    checks: () => values,
  };
  const claims = onlyChecks ? [] : parsed.claims;
  const own = { ...facts, profile, verdicts: await verdictsFor(profile, effects) };
  const { recorded, files } = await reportOf([measuredSlide({ ...parsed, claims, results }, profile)], own);
  const [record] = recorded.records.slides;
  assert.ok(record);
  return { ...record, files };
}

const pass = { exact: 0, format: "d" };
const failure = { exact: 2, format: "d" };

test("a check holds or fails separately from the claims, and does not change the verdict", async () => {
  const [passed, failed] = [
    await withChecks({ fields: pass, names: pass }),
    await withChecks({ fields: failure }),
  ];
  assert.equal(
    [passed, failed].map(({ checks }) => checks.map(({ outcome }) => outcome)),
    [
      ["holds", "holds"],
      ["fails", "not tested"],
    ],
  );
  assert.equal([passed.verdict, failed.verdict], ["supported", "supported"]);
});

test("a slide with checks alone has no verdict, and its badge counts them", async () => {
  const { verdict, files } = await withChecks({ fields: pass, names: failure }, { onlyChecks: true });
  assert.is(verdict, "none");
  assert.match(String(files.get("index.html")), /badge-checks">[\s\S]*?1 of 2 checks hold/);
  const json = JSON.parse(String(files.get("findings.json")));
  assert.equal(json.slides[0].claims, []);
  const [first, second] = json.slides[0].checks;
  assert.equal([first.id, first.value, first.outcome], ["fields", 0, "holds"]);
  assert.equal([second.id, second.value, second.outcome], ["names", 2, "fails"]);
});

test("a quick build tests neither claims nor checks", async () => {
  const { claims, checks, verdict } = await withChecks({ fields: pass, names: pass }, { profile: "quick" });
  assert.equal(
    [...claims, ...checks].map(({ outcome }) => outcome),
    Array(4).fill("not tested"),
  );
  assert.is(verdict, "none");
});

test("a sample of a rule of ratios is above 0", async () => {
  const estimates = () => ({ noisier: { samples: [1.2, 0, 1] } });
  const results: Results = { ...(slide.results as Results), estimates };
  assert.is(
    await mistakeOf(() => reportOf([measuredSlide({ results })])),
    "experiments/09-training-stability/results.ts: claim noisier: sample 2 is 0",
  );
});

test("a value without a check is an error", async () => {
  assert.match(await mistakeOf(() => withChecks({ field: pass })), /unknown check in results\.ts: field/);
});

test.run();
