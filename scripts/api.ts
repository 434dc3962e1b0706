/** What a report's own programs may use of the generator: commands, errors, and running trials. */
export type { Effects } from "./base/effects.ts";
export { ReportError, UnreachableError } from "./base/errors.ts";
export { formatBytes, formatCount } from "./base/format.ts";
export { sha256 } from "./base/hash.ts";
export { prettyJson } from "./base/json.ts";
export { readLockfile } from "./bundling/lockfile.ts";
export { defineCommand, mistake, oneOf, startCommand, wholeNumber } from "./system/command.ts";
export { keyTrials } from "./trials/keys.ts";
export { createProgress } from "./workers/progress.ts";
export { runTrials } from "./workers/run-trials.ts";
export { defaultLimits } from "./workers/worker-handle.ts";
