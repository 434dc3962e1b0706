/**
 * Command `npm run torture`: kills builds at random moments, breaks their inputs and output folders at random, and
 * checks after each: no process remains, out/ is whole, a mistake gets a message without a stack, injected markup is
 * text. At the end, the report must equal that of an undisturbed build. It works on a copy of the project below .cache/.
 */
import { Random } from "../experiments/kit/random.ts";
import type { Effects } from "../scripts/base/effects.ts";
import { ReportError } from "../scripts/base/errors.ts";
import { formatCount } from "../scripts/base/format.ts";
import { defineCommand, slideNumbers, startCommand, wholeNumber } from "../scripts/system/command.ts";
import { compareWithReference, killBuilds, mutateInputs, type Rounds, tryPlaces } from "./torture/rounds.ts";
import { createWorkspace, type Workspace } from "./torture/workspace.ts";

interface TortureOptions {
  readonly kills: number;
  readonly mutations: number;
  readonly seed: number;
  /** The slides to build, as in a build's command line; undefined for all. */
  readonly only: string | undefined;
  readonly places: boolean;
}

export const torture = defineCommand({
  name: "npm run torture",
  purpose: "Checks that the build survives kills, broken inputs and failing disks.",
  example: "--kills 10 --mutations 100 --only 04",
  options: {
    kills: { value: "N", help: "builds to kill at a random moment (default: 100)" },
    mutations: { value: "N", help: "broken texts, settings, command lines and store files (default: 1000)" },
    seed: { value: "S", help: "seed of all that is random (default: 1)" },
    only: { value: "04,09", help: "build only these slides, which is faster" },
    "no-places": { help: "leave out full disks, read-only folders and the like" },
  },
  read: ({ value, has }): TortureOptions => ({
    kills: wholeNumber("--kills", value("kills") ?? "100", 0, 100_000),
    mutations: wholeNumber("--mutations", value("mutations") ?? "1000", 0, 1_000_000),
    seed: wholeNumber("--seed", value("seed") ?? "1", 0, 2 ** 31),
    only: slideNumbers(value("only"))?.join(","),
    places: !has("no-places"),
  }),
  async run(options, effects) {
    const workspace = await createWorkspace(effects.root, `seed-${options.seed}`, options.only);
    try {
      return await tortureIn(workspace, options, effects);
    } finally {
      await workspace.remove();
    }
  },
});

/** Returns 1 if anything went wrong. */
async function tortureIn(
  workspace: Workspace,
  { kills, mutations, seed, places }: TortureOptions,
  { terminal, clock }: Effects,
): Promise<number> {
  const first = await workspace.build();
  if (first.code !== 0) throw new ReportError(`the undisturbed build failed:\n${first.output}`);
  const start = clock.now();
  await workspace.build();
  let [tried, failed] = [0, 0];
  const rounds: Rounds = {
    workspace,
    reference: await workspace.report(),
    milliseconds: clock.now() - start,
    random: Random.seeded(seed),
    note(what, problems) {
      tried++;
      if (problems.length > 0) failed++;
      terminal.line(`${problems.length > 0 ? terminal.paint("error", "FAIL") : "ok  "}  ${what}`);
      for (const problem of problems) terminal.line(`      ${problem}`);
    },
  };
  await killBuilds(rounds, kills);
  await compareWithReference(rounds, "kills");
  await mutateInputs(rounds, mutations);
  await compareWithReference(rounds, "mutations");
  if (places) {
    await tryPlaces(rounds);
    await compareWithReference(rounds, "failing places");
  }
  terminal.line(`${formatCount(tried, "trial")} of the build, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

await startCommand(torture, import.meta);
