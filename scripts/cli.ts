/** Starts a command of the installed package: `measured-report build --profile quick`. */
import { fileURLToPath } from "node:url";
import { suggestion } from "./base/errors.ts";
import { PACKAGE } from "./base/package-name.ts";
import { defineCommand, isStarted, mistake, startCommand } from "./system/command.ts";

/** Each is a file of this folder. */
const COMMANDS = [
  ...["audit", "build", "cluster", "dev", "diff", "figures", "new", "new-report"],
  ...["preview", "site", "store", "tune"],
];

/** Answers where no command is named. */
export const cli = defineCommand({
  name: PACKAGE,
  purpose: "Makes and builds a report that tests the claims of a source.",
  example: "new-report my-report",
  positionals: "COMMAND",
  positionalHelp: { COMMAND: `${COMMANDS.join(", ")}; COMMAND --help explains each` },
  options: {},
  read({ positionals: [name] }): never {
    if (name === undefined) throw mistake(`missing command; expected one of ${COMMANDS.join(", ")}`);
    throw mistake(`unknown command: ${name}; ${suggestion(name, COMMANDS)}`);
  },
  run: async () => 1,
});

async function startPackage(meta: ImportMeta): Promise<void> {
  const [, , name = ""] = process.argv;
  if (!isStarted(meta) || !COMMANDS.includes(name)) return await startCommand(cli, meta);
  const file = new URL(`./${name}.ts`, meta.url);
  process.argv.splice(1, 2, fileURLToPath(file));
  await import(file.href);
}

await startPackage(import.meta);
