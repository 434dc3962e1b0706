/** The report's recorded runs belong to its present code, and the shortest of them gives the same digest here. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { digestOrReason, repeatTrials } from "../../../scripts/audit.ts";
import { discover } from "../../../scripts/stages/discover.ts";
import { trialsToRecord } from "../../../scripts/stages/plan.ts";
import { readRecordedRuns } from "../../../scripts/trials/recorded-runs.ts";
import { defaultLimits } from "../../../scripts/workers/worker-handle.ts";
import { effects } from "../../helpers/fixture.ts";
import { silentObserver } from "../../helpers/project.ts";

const test = suite("the report's recorded runs");

const recorded = await readRecordedRuns(effects);
const listed = await trialsToRecord(await discover(effects), effects);
const known = listed.flatMap((trial) => {
  const run = recorded?.get(trial.key);
  return run === undefined ? [] : [{ trial, ...run }];
});

test("each has the key that the present code, packages and settings give it", () => {
  assert.ok(known.length > 0);
  assert.is(known.length, recorded?.size);
});

test("the shortest that needs no other trial gives the same digest again", async () => {
  const alone = known.filter(({ trial }) => Object.keys(trial.inputs).length === 0);
  const [shortest] = alone.sort((left, right) => left.seconds - right.seconds);
  assert.ok(shortest !== undefined);
  const { trial, digest } = shortest;
  const outcomes = await repeatTrials([trial], { jobs: 1, limits: defaultLimits }, silentObserver, effects);
  assert.is(digestOrReason(outcomes.get(trial.key)), digest);
});

test.run();
