/** Command `npm run check`: checks format, lint, types and unused code. Each tool prints all its findings. */
import { join } from "node:path";
import type { Effects } from "./base/effects.ts";
import { defineCommand, startCommand } from "./system/command.ts";

/** Command lines of the tools, with the options for output with and without colours. */
const tools: readonly { readonly call: string; readonly colored: string; readonly plain: string }[] = [
  { call: "biome ci .", colored: "--colors=force", plain: "--colors=off" },
  { call: "tsc", colored: "--pretty", plain: "" },
  { call: "tsc -p scripts/browser", colored: "--pretty", plain: "" },
  { call: "knip", colored: "", plain: "" },
];

export const check = defineCommand({
  name: "npm run check",
  purpose:
    "Checks format, lint, types and unused code. npm run format corrects the format, and lint where it can.",
  example: "",
  options: {},
  read: () => undefined,
  run: (_, effects) => runTools(effects),
});

/** Runs all tools, also after a failure. Returns 1 if any tool fails. */
async function runTools({ root, terminal, run }: Effects): Promise<number> {
  const isColored = terminal.paint("error", "FAIL") !== "FAIL";
  const failed: string[] = [];
  for (const { call, colored, plain } of tools) {
    terminal.live(call);
    const [program = "", ...args] = `${call} ${isColored ? colored : plain}`.trim().split(" ");
    const { code, output } = await run(join(root, "node_modules", ".bin", program), args);
    terminal.live("");
    terminal.line(`${code === 0 ? "ok  " : terminal.paint("error", "FAIL")}  ${call}`);
    if (code === 0) continue;
    failed.push(call);
    terminal.line(code === undefined ? "it is missing; npm ci installs it" : output.trimEnd());
  }
  if (failed.length > 0) terminal.line(`failed: ${failed.join(", ")}`);
  return failed.length > 0 ? 1 : 0;
}

await startCommand(check, import.meta);
