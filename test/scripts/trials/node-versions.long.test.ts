import { suite } from "uvu";
import * as assert from "uvu/assert";
import { digestOrReason, repeatTrials } from "../../../scripts/audit.ts";
import type { Effects } from "../../../scripts/base/effects.ts";
import { discover } from "../../../scripts/stages/discover.ts";
import { plan } from "../../../scripts/stages/plan.ts";
import { createNodeEffects } from "../../../scripts/system/node-effects.ts";
import { measuresTime, withInputs } from "../../../scripts/trials/inputs.ts";
import type { KeyedTrial } from "../../../scripts/trials/keys.ts";
import type { Outcomes } from "../../../scripts/workers/run-trials.ts";
import { defaultLimits } from "../../../scripts/workers/worker-handle.ts";
import { createRecordedTerminal } from "../../helpers/memory-effects.ts";
import { otherNodes } from "../../helpers/node-versions.ts";
import { keyed, repository, silentObserver, trialOf, withProject } from "../../helpers/project.ts";

const test = suite("digests on several versions of Node");

const effects: Effects = {
  ...createNodeEffects(repository, new AbortController().signal),
  terminal: createRecordedTerminal(),
};

const secondsOf = (trial: KeyedTrial): number =>
  withInputs([trial]).reduce((sum, input) => sum + input.trial.estimatedSeconds, 0);

/** Of each kind of trial that measures no time, the shortest of the quick profile, with its inputs. */
async function oneOfEachKind(): Promise<readonly KeyedTrial[]> {
  const { trials } = await plan(await discover(effects), { profile: "quick", engine: "wasm" }, effects);
  const shortest = new Map<string, KeyedTrial>();
  for (const trial of trials.filter((listed) => !measuresTime([listed]))) {
    const { kind } = trial.trial;
    const known = shortest.get(kind);
    if (known === undefined || secondsOf(trial) < secondsOf(known)) shortest.set(kind, trial);
  }
  return withInputs([...shortest.values()]);
}

/** The outcomes of a run in this program. */
function runIn(program: string, trials: readonly KeyedTrial[], on: Effects): Promise<Outcomes> {
  const startWorker: Effects["startWorker"] = (start) => on.startWorker({ ...start, runtime: [program] });
  const options = { jobs: 2, limits: defaultLimits };
  return repeatTrials(trials, options, silentObserver, { ...on, startWorker });
}

/** The kind and digest of each trial in this program. */
async function digestsIn(program: string, trials: readonly KeyedTrial[]): Promise<readonly string[]> {
  const outcomes = await runIn(program, trials, effects);
  return trials.map(({ key, trial }) => `${trial.kind} ${digestOrReason(outcomes.get(key))}`);
}

const programs = await otherNodes();

if (programs.length > 0) {
  test("a trial of each kind has one digest, whichever version runs it", async () => {
    const trials = await oneOfEachKind();
    assert.ok(trials.length >= 15);
    const first = await digestsIn(process.execPath, trials);
    for (const line of first) assert.match(line, /^[a-z-]+ [0-9a-f]{64}$/);
    for (const program of programs) assert.equal(await digestsIn(program, trials), first, program);
  });

  test("trials do run in the program that is given", () =>
    withProject(
      { "version.run.ts": "export const run = () => ({ result: process.version });" },
      async (project) => {
        const trials = await keyed(project, [trialOf(project, "version.run.ts")]);
        const versions = new Set<unknown>();
        for (const program of [process.execPath, ...programs]) {
          const [outcome] = (await runIn(program, trials, project.effects)).values();
          assert.ok(outcome !== undefined && "result" in outcome);
          versions.add(outcome.result);
        }
        assert.is(versions.size, programs.length + 1);
      },
    ));
}

test.run();
