import { suite } from "uvu";
import * as assert from "uvu/assert";
import { claimViews } from "../../../scripts/pages/claims.ts";
import { closingView, overviewView } from "../../../scripts/pages/overview.ts";
import type { ClaimRecord, Conclusion, ReportRecords, SlideRecord } from "../../../scripts/record/record.ts";
import { assemble } from "../../../scripts/stages/assemble.ts";
import { htmlMarkup } from "../../../scripts/text/markup.ts";
import { createCitations } from "../../../scripts/text/prose.ts";
import { buildFixture, effects } from "../../helpers/fixture.ts";

const test = suite("the beginning and the end of the first page");

const { recorded, drawings } = await buildFixture();
const { records } = recorded;
const surroundings = { references: {}, citations: createCitations(), markup: htmlMarkup };

const conclude = (outcome: Conclusion["outcome"], plain: string): Conclusion => ({
  claim: "09/slower",
  outcome,
  text: { plain, parts: [plain] },
});

/** The first page of these records. */
async function pageOf(changes: Partial<ReportRecords["report"]>): Promise<string> {
  const report = { ...records.report, ...changes };
  const files = await assemble({ ...recorded, records: { ...records, report } }, drawings, effects);
  return String(files.get("index.html"));
}

test("conclusions are grouped by outcome, at most three of each, in the order of their weight", () => {
  const conclusions = [
    conclude("contradicted", "one"),
    ...["two", "three", "four", "five"].map((text) => conclude("supported", text)),
  ];
  const report = {
    ...records.report,
    closing: { conclusions, outlook: [conclude("inconclusive", "**six**")] },
  };
  const view = closingView(report, surroundings);
  assert.equal(
    view?.groups.map(({ title, conclusions: shown }) => [title, shown.map(({ text }) => text)]),
    [
      ["For the deck", ["two", "three", "four"]],
      ["Against it", ["one"]],
    ],
  );
  assert.equal(view?.outlook, ["<strong>six</strong>"]);
  assert.is(view?.groups[0]?.conclusions[0]?.slideId, "slide-09");
});

test("a build without conclusions ends without them, and its contents do not name them", async () => {
  const { closing: _closing, ...report } = records.report;
  assert.is(closingView(report, surroundings), null);
  const page = await pageOf({});
  assert.is(page.includes("#conclusions"), records.report.closing !== undefined);
});

test("the reader chooses among the headline's figures without a script: one choice each, the first one made", async () => {
  const ids = records.slides.flatMap(({ figures }) => figures.map(({ id }) => id)).slice(0, 2);
  const views = ids.map((figure) => ({
    figure,
    label: { plain: `see ${figure}`, parts: [`see ${figure}`] },
  }));
  const page = await pageOf({ headline: ids[1] ?? null, views });
  const inputs = [...page.matchAll(/<input type="radio" name="headline" value="([^"]+)"( checked)?>/g)];
  assert.equal(
    inputs.map(([, id, checked]) => [id, checked !== undefined]),
    [
      [ids[0], false],
      [ids[1], true],
    ],
  );
  assert.is(page.match(/<figure class="headline"/g)?.length, 2);
  const alone = await pageOf({ headline: ids[1] ?? null });
  assert.not(alone.includes('name="headline"'));
  assert.is(alone.match(/<figure class="headline"/g)?.length, 1);
});

test("the headline leads to the panel of its slide if the slide has trials that a browser can repeat", async () => {
  const page = await pageOf({});
  const headline = records.slides.find(({ figures }) =>
    figures.some(({ id }) => id === records.report.headline),
  );
  const isRepeatable = headline?.trials.some(({ repeatable }) => repeatable === true);
  assert.is(page.includes(`href="slides/${headline?.slide.name}/index.html#run"`), isRepeatable);
});

const [someSlide] = records.slides as readonly [SlideRecord];
const [someClaim] = someSlide.claims as readonly [ClaimRecord];

/** The records with slides that have these claims, and no checks. */
function recordsWith(claims: readonly (readonly Partial<ClaimRecord>[])[]) {
  const slides = claims.map(
    (own): SlideRecord => ({
      ...someSlide,
      checks: [],
      claims: own.map((changes) => ({ ...someClaim, ...changes })),
    }),
  );
  return { report: records.report, slides };
}

/** These counts do not depend on the texts. */
const opening = {} as Parameters<typeof overviewView>[1];

test("what Holm's correction leaves is counted by outcome, over the main claims", () => {
  const lost = { survivesHolm: false };
  const kept = { survivesHolm: true };
  const counted = recordsWith([
    [
      { outcome: "supported", ...kept },
      { outcome: "supported", ...lost },
    ],
    [{ outcome: "supported", ...lost }],
    [{ outcome: "contradicted", ...kept }],
    [{ outcome: "inconclusive", ...lost }],
  ]);
  assert.is(
    overviewView(counted, opening).remaining,
    "After Holm’s correction at 5%, 1 of 2 supported and 1 of 1 contradicted main claims remain.",
  );
  const open = recordsWith([[{ outcome: "inconclusive", ...lost }]]);
  assert.is(overviewView(open, opening).remaining, "");
});

test("a verdict says what weakens it: Holm's correction, or an effect in the claim's direction below its threshold", () => {
  const rule = { kind: "greater", than: 0.06 } as const;
  const between = (low: number, high: number) => ({
    interval95: { low, high, level: 0.95 },
    rule,
    survivesHolm: true,
  });
  const reservationOf = (claim: Partial<ClaimRecord>, index = 0) => {
    const { report, slides } = recordsWith([index === 0 ? [claim] : [{}, claim]]);
    return claimViews(slides[0] as SlideRecord, report)[index]?.reservation?.short;
  };
  assert.is(reservationOf({ outcome: "contradicted", ...between(0.01, 0.04) }), "above zero");
  assert.is(reservationOf({ outcome: "contradicted", ...between(-0.01, 0.04) }), undefined);
  assert.is(reservationOf({ outcome: "supported", ...between(0.1, 0.2) }), undefined);
  assert.is(reservationOf({ outcome: "contradicted", unit: "times", ...between(1.01, 1.04) }), "above one");
  assert.is(
    reservationOf({ outcome: "supported", ...between(0.1, 0.2), survivesHolm: false }),
    "not after Holm",
  );
  assert.is(
    reservationOf({ outcome: "inconclusive", ...between(0.01, 0.2), survivesHolm: false }),
    undefined,
  );
  assert.is(reservationOf({ outcome: "contradicted", ...between(0.01, 0.04) }, 1), undefined);
});

test("the counts name the slides whose checks fail", () => {
  const { report, slides } = recordsWith([[{}], [{}], [{}]]);
  const { id, says, metric, timed } = someClaim;
  const check = { id, says, metric, timed, rule: { kind: "exact", below: 1 } } as const;
  const withChecks = slides.map(
    (record, index): SlideRecord => ({
      ...record,
      slide: { ...record.slide, number: index + 1 },
      checks: [{ ...check, outcome: index === 1 ? "holds" : "fails" }],
    }),
  );
  const counts = { ...report.counts, checks: 3, holding: 1 };
  const text = overviewView({ report: { ...report, counts }, slides: withChecks }, opening).counts;
  assert.match(text, /Of 3 checks, 1 hold; those that fail are on slides 1 and 3\.$/);
});

test("a drawing of what was done has no caption on the first page", async () => {
  const [id = ""] = records.slides.flatMap(({ figures }) => figures.map((figure) => figure.id));
  const page = await pageOf({ sketch: id });
  assert.match(page, /<div class="opening-sketch"><svg/);
  assert.not((await pageOf({})).includes("opening-sketch"));
});

test.run();
