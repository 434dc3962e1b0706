#!/usr/bin/env node
// Node strips no types from modules in node_modules, so tsx loads the commands, and the report's modules with them.
import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";

const cli = new URL("./scripts/cli.ts", import.meta.url);
process.argv[1] = fileURLToPath(cli);
register();
await import(cli.href);
