/** The profiles and engines that a user can choose. */
import type { ProfileName } from "../../experiments/lib/experiment.ts";
import type { EngineName } from "../../experiments/lib/trial.ts";
import { oneOf } from "../base/command.ts";

export const profiles: readonly ProfileName[] = ["quick", "default", "paper"];
export const engines: readonly EngineName[] = ["wasm", "node", "cpu"];

/** The value of --profile. */
export const readProfile = (value: string | undefined): ProfileName =>
  oneOf("--profile", value ?? "default", profiles);
